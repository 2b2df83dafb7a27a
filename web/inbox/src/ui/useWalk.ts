import { useCallback, useEffect, useRef, type KeyboardEvent } from "react";
import { useShortcut } from "./shortcuts";

/** J, K and the arrows move the focus from row to row, starting at the open one, which is in sight. */
export function useWalk(ids: readonly string[], current: string | null) {
  const links = useRef(new Map<string, HTMLElement>());
  const register = useCallback((id: string, link: HTMLElement | null) => {
    if (link) links.current.set(id, link);
    else links.current.delete(id);
  }, []);
  const listed = current !== null && ids.includes(current);
  useEffect(() => {
    if (listed) links.current.get(current)?.scrollIntoView({ block: "nearest" });
  }, [current, listed]);
  const step = (by: 1 | -1) => {
    const focused = ids.findIndex((id) => links.current.get(id) === document.activeElement);
    const from = focused >= 0 ? focused : ids.indexOf(current ?? "");
    const target = ids[Math.min(ids.length - 1, Math.max(0, from < 0 ? 0 : from + by))];
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
