import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { placeOf } from "./useStickToBottom";

const ROWS = 60;
const NEAR_TOP_PX = 800;

/** Draw a long thread from its end; older rows follow when the reader comes near them. */
export function useTail(scroller: RefObject<HTMLElement | null>, id: string, total: number) {
  const [start, setStart] = useState(() => placeOf(id)?.start ?? Math.max(0, total - ROWS));
  const held = useRef<number | null>(null);

  const older = useCallback(() => {
    const element = scroller.current;
    if (start === 0 || !element) return;
    held.current = element.scrollHeight - element.scrollTop;
    setStart(Math.max(0, start - ROWS));
  }, [scroller, start]);
  const olderWhenNear = useCallback(() => {
    if (scroller.current && scroller.current.scrollTop < NEAR_TOP_PX) older();
  }, [scroller, older]);
  // What is read stays where it is while rows grow above it; not every browser does that by itself.
  useLayoutEffect(() => {
    if (held.current === null || !scroller.current) return;
    scroller.current.scrollTop = scroller.current.scrollHeight - held.current;
    held.current = null;
  }, [scroller, start]);
  return { start, older, olderWhenNear };
}
