import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

const NEAR_PX = 60;
const ABOVE_PX = 8;

interface Place {
  top: number;
  /** The first row that was drawn. */
  start: number;
}

const places = new Map<string, Place>();

/** Where the reader stopped in this conversation; undefined: at its end. */
export function placeOf(id: string): Place | undefined {
  return places.get(id);
}

/**
 * Follow the newest message while the reader is at the end; leave them where they read otherwise, and
 * bring them back to that place when they return to the conversation, or to what is new there. `mark`
 * changes with every addition.
 */
export function useStickToBottom(
  scroller: RefObject<HTMLDivElement | null>,
  { id, mark, start, news }: { id: string; mark: string; start: number; news: number | null },
) {
  const atEnd = useRef(true);
  const [below, setBelow] = useState(false);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    atEnd.current = true;
    setBelow(false);
  }, [scroller]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    if (atEnd.current) {
      places.delete(id);
      setBelow(false);
    } else {
      places.set(id, { top: element.scrollTop, start });
    }
  }, [id, scroller, start]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const line = element?.querySelector("[data-news]");
    const top = element && line ? topOf(line, element) - ABOVE_PX : placeOf(id)?.top;
    if (element && top !== undefined) {
      element.scrollTop = top;
      atEnd.current = element.scrollHeight - top - element.clientHeight < NEAR_PX;
      setBelow(false);
    } else {
      toEnd();
    }
  }, [id, news, scroller, toEnd]);

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
  }, [scroller]);

  return { onScroll, below, toEnd };
}

function topOf(row: Element, box: HTMLElement): number {
  return row.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
}
