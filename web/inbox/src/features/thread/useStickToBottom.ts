import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR_PX = 60;
const positions = new Map<string, number>();

/**
 * Follow the newest message while the reader is at the end; leave them where they read otherwise, and
 * bring them back to that place when they return to the conversation. `mark` changes with every addition.
 */
export function useStickToBottom(id: string, mark: string) {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [below, setBelow] = useState(false);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    atEnd.current = true;
    setBelow(false);
  }, []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    if (atEnd.current) {
      positions.delete(id);
      setBelow(false);
    } else {
      positions.set(id, element.scrollTop);
    }
  }, [id]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const place = positions.get(id);
    if (element && place !== undefined) {
      element.scrollTop = place;
      atEnd.current = false;
      setBelow(false);
    } else {
      toEnd();
    }
  }, [id, toEnd]);

  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setBelow(true);
  }, [mark, toEnd]);

  useEffect(() => {
    const element = scroller.current;
    if (!element || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return { scroller, onScroll, below, toEnd };
}
