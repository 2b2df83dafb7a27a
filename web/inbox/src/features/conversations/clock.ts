import type { Conversation } from "../../api/types";

export type Urgency = "calm" | "soon" | "late";

const SOON_SHARE = 0.5;

/** `soon` when half of the promised time is gone, `late` after it; without a promise it stays calm. */
export function urgency(since: string, due: string | null | undefined, now: number): Urgency {
  if (!due) return "calm";
  const start = Date.parse(since);
  const end = Date.parse(due);
  if (now >= end) return "late";
  return now - start >= (end - start) * SOON_SHARE ? "soon" : "calm";
}

/** A running clock: `0:05`, `12:40`, `3:05:00`, then `2 d 4 h`. */
export function formatElapsed(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const seconds = total % 60;
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours > 0) return `${hours}:${pad(minutes)}:${pad(seconds)}`;
  return `${minutes}:${pad(seconds)}`;
}

/** The same for a screen reader, without seconds, so that it is not read out each second. */
export function spokenElapsed(milliseconds: number): string {
  const minutes = Math.floor(Math.max(0, milliseconds) / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return plural(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? plural(hours, "hour") : plural(Math.floor(hours / 24), "day");
}

/** How long ago, for rows that nobody waits for: `now`, `4 min`, `3 h`, then the date. */
export function formatAgo(value: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(value)) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h`;
  return new Date(value).toLocaleDateString(undefined, { day: "numeric", month: "short" });
}

export function formatTime(value: string): string {
  return new Date(value).toLocaleTimeString(undefined, { timeStyle: "short" });
}

/** A day with its time, where both matter. */
export function formatMoment(value: string): string {
  return new Date(value).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

export interface Wait {
  since: string;
  due: string | null;
}

/** Since when somebody waits for people: in the queue, or for the rep who has taken it. */
export function waitOf(conversation: Conversation): Wait | null {
  const { mode, waiting_since, due_at: due, last_message: last, escalation } = conversation;
  if (mode === "waiting" && waiting_since) return { since: waiting_since, due };
  if (mode !== "human" || !due) return null;
  const since = last?.author.kind === "visitor" ? last.created_at : escalation?.since;
  return since ? { since, due } : null;
}
