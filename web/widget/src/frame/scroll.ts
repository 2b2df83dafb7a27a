/** Keeps the newest words in sight, unless the reader has scrolled up to read older ones. */
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";

const NEAR_PX = 60;

export interface Stick {
  box: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  away: boolean;
  toEnd: () => void;
}

/** `key`: changes when another thread is shown; `length`: changes when something is added. */
export function useStickToEnd(key: string, length: string): Stick {
  const box = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => {
    stuck.current = true;
    setAway(false);
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, []);
  const onScroll = useCallback(() => {
    if (!box.current) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    stuck.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    setAway(!stuck.current);
  }, []);
  useLayoutEffect(toEnd, [key, toEnd]);
  useLayoutEffect(() => {
    if (stuck.current) toEnd();
  }, [length, toEnd]);
  useLayoutEffect(() => {
    if (!box.current) return;
    const watcher = new ResizeObserver(() => {
      if (stuck.current) toEnd();
    });
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [toEnd]);
  return { box, onScroll, away, toEnd };
}
