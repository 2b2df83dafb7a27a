import { useEffect, useRef, type RefObject } from "react";

/** Shows what was just opened, as far as there is room; a thread that is left does not move. */
export function useIntoView<E extends HTMLElement>(): RefObject<E | null> {
  const opened = useRef<E>(null);
  useEffect(() => opened.current?.scrollIntoView({ block: "nearest" }), []);
  return opened;
}
