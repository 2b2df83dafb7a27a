import { useCallback, useEffect, useRef, type KeyboardEvent } from "react";
import { useShortcut } from "./shortcuts";

/**
 * J, K and the arrows move the focus from row to row, starting at the open one, which is in sight; or at the
 * place where it was, when it has left the list. Closed, it gives the focus to its row.
 */
export function useWalk(ids: readonly string[], current: string | null) {
  const links = useRef(new Map<string, HTMLElement>());
  const register = useCallback((id: string, link: HTMLElement | null) => {
    if (link) links.current.set(id, link);
    else links.current.delete(id);
  }, []);
  const place = useRef(0);
  const listed = current !== null && ids.includes(current);
  useEffect(() => {
    if (listed) place.current = ids.indexOf(current);
  }, [ids, current, listed]);
  useEffect(() => {
    if (listed) links.current.get(current)?.scrollIntoView({ block: "nearest" });
  }, [current, listed]);
  const opened = useRef(current);
  useEffect(() => {
    const before = opened.current;
    opened.current = current;
    // What had the focus is gone with what was closed.
    if (current === null && before !== null && document.activeElement === document.body)
      links.current.get(before)?.focus({ preventScroll: true });
  }, [current]);
  const step = (by: 1 | -1) => {
    const focused = ids.findIndex((id) => links.current.get(id) === document.activeElement);
    const from = focused >= 0 ? focused : ids.indexOf(current ?? "");
    // What came after a row that is gone stands in its place.
    const to = from >= 0 ? from + by : by > 0 ? place.current : place.current - 1;
    const target = ids[Math.min(ids.length - 1, Math.max(0, to))];
    if (target) links.current.get(target)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  };
  useShortcut("j", () => step(1));
  useShortcut("k", () => step(-1));
  return { register, onKeyDown };
}
