/** A long thread is drawn from its end; older rows follow when the reader comes near them. */
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Row } from "./rows";

const ROWS = 60;
const ABOVE_LINE = 6;
const NEAR_TOP_PX = 600;

export interface Tail {
  /** The first row that is drawn. */
  start: number;
  older: () => void;
  olderWhenNear: () => void;
}

/** `key` changes when another thread is shown. What is new to the reader is drawn in any case. */
export function useTail(
  box: RefObject<HTMLElement | null>,
  key: string,
  rows: readonly Row[],
): Tail {
  const [tail, setTail] = useState({ key: "", start: 0 });
  const held = useRef<number | null>(null);
  const known = tail.key === key;
  const begin = known ? tail.start : Math.max(0, rows.length - ROWS);
  if (!known && rows.length > 0) setTail({ key, start: begin });
  const line = rows.findIndex((row) => row.kind === "fresh");
  const start = line < 0 ? begin : Math.max(0, Math.min(begin, line - ABOVE_LINE));

  const older = useCallback(() => {
    if (start === 0 || !box.current) return;
    held.current = box.current.scrollHeight - box.current.scrollTop;
    setTail({ key, start: Math.max(0, start - ROWS) });
  }, [box, key, start]);
  const olderWhenNear = useCallback(() => {
    if (box.current && box.current.scrollTop < NEAR_TOP_PX) older();
  }, [box, older]);
  // What is read stays where it is while rows grow above it; not every browser does that by itself.
  useLayoutEffect(() => {
    if (held.current === null || !box.current) return;
    box.current.scrollTop = box.current.scrollHeight - held.current;
    held.current = null;
  }, [box, start]);
  return { start, older, olderWhenNear };
}
