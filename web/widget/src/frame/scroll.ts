/**
 * Keeps the newest words in sight, unless the reader has scrolled up to read older ones. An answer
 * that fits is seen to its last line, be its question gone for it. One taller than the view is read from
 * its start: there the view rests, with the question on top.
 */
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";

const NEAR_PX = 60;
const ABOVE_PX = 8;

export interface Stick {
  box: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  /** The end is out of sight; `news`: and something was added there since. */
  away: boolean;
  news: boolean;
  toEnd: () => void;
}

export interface Growth {
  /** Changes when another thread is shown. */
  key: string;
  /** Changes when something is added. */
  length: string;
  messages: number;
  /** How many messages of the reader are on their way. */
  own: number;
  /** The first message that is new to the reader: there the view begins. */
  fresh: number | null;
}

export function useStickToEnd({ key, length, messages, own, fresh }: Growth): Stick {
  const box = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const sent = useRef(own);
  const seen = useRef(messages);
  const [away, setAway] = useState(false);
  const count = useRef(messages);
  useLayoutEffect(() => {
    count.current = messages;
  }, [messages]);
  const look = useCallback(() => {
    if (!box.current) return;
    const isAway = endOf(box.current) - box.current.scrollTop >= NEAR_PX;
    if (!isAway || startsInView(box.current)) seen.current = count.current;
    setAway(isAway);
  }, []);
  const follow = useCallback(() => {
    if (!box.current) return;
    const top = restOf(box.current);
    if (stuck.current && top > box.current.scrollTop) box.current.scrollTo({ top });
    look();
  }, [look]);
  const toEnd = useCallback(() => {
    stuck.current = true;
    box.current?.scrollTo({ top: box.current.scrollHeight });
    look();
  }, [look]);
  const onScroll = useCallback(() => {
    if (!box.current) return;
    stuck.current = restOf(box.current) - box.current.scrollTop < NEAR_PX;
    look();
  }, [look]);
  useLayoutEffect(() => {
    stuck.current = true;
  }, [key]);
  useLayoutEffect(() => {
    if (own > sent.current) stuck.current = true;
    sent.current = own;
    follow();
  }, [key, length, own, follow]);
  useLayoutEffect(() => {
    const line = box.current?.querySelector(".fresh");
    if (fresh === null || !box.current || !line) return;
    const top = Math.min(endOf(box.current), topOf(line, box.current) - ABOVE_PX);
    box.current.scrollTo({ top });
    stuck.current = endOf(box.current) - top < NEAR_PX;
    look();
  }, [key, fresh, look]);
  useLayoutEffect(() => {
    if (!box.current) return;
    const watcher = new ResizeObserver(follow);
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [follow]);
  return { box, onScroll, away, news: away && messages > seen.current, toEnd };
}

function endOf(box: HTMLElement): number {
  return box.scrollHeight - box.clientHeight;
}

/** How far down the view goes by itself: to the end, but not past the start of what is new. */
export function restOf(box: HTMLElement): number {
  const rows = box.querySelectorAll<HTMLElement>(".message");
  const last = rows[rows.length - 1];
  const before = rows[rows.length - 2];
  const end = endOf(box);
  if (!last) return end;
  const start = last.matches(".from-visitor") || !before?.matches(".from-visitor") ? last : before;
  const rest = topOf(start, box) - ABOVE_PX;
  // How long a draft becomes is not known yet.
  const fits = !last.matches(".draft") && topOf(last, box) - ABOVE_PX >= end;
  return fits ? end : Math.min(end, rest);
}

/** Whoever sees the beginning of the newest message knows of it. */
export function startsInView(box: HTMLElement): boolean {
  const last = [...box.querySelectorAll(".message")].at(-1);
  return last !== undefined && topOf(last, box) < box.scrollTop + box.clientHeight - NEAR_PX;
}

function topOf(row: Element, box: HTMLElement): number {
  return row.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
}
