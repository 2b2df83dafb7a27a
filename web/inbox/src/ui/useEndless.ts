import { useRef, type UIEvent } from "react";

const NEAR_END_PX = 600;

interface EndlessList {
  hasNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** The scroll handler of a list that asks for its next page before its end is reached. */
export function useEndless({ hasNextPage, fetchNextPage }: EndlessList) {
  const asking = useRef(false);
  return (event: UIEvent<HTMLElement>) => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    const far = scrollHeight - scrollTop - clientHeight > NEAR_END_PX;
    if (!hasNextPage || asking.current || far) return;
    asking.current = true;
    void fetchNextPage().finally(() => (asking.current = false));
  };
}
