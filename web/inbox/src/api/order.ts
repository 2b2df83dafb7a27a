import type { Conversation } from "./types";

export type View = "waiting" | "mine" | "human" | "ai" | "closed" | "all";
export const VIEWS: readonly View[] = ["waiting", "mine", "human", "ai", "closed", "all"];

export interface ListFilter {
  view: View;
  tag: string;
  assistant: string;
  q: string;
}

/** Waiting first, the longest wait on top; then whatever moved last. */
function compareConversations(a: Conversation, b: Conversation): number {
  const waitingA = a.mode === "waiting";
  const waitingB = b.mode === "waiting";
  if (waitingA !== waitingB) return waitingA ? -1 : 1;
  const byTime = waitingA
    ? time(a.waiting_since ?? a.updated_at) - time(b.waiting_since ?? b.updated_at)
    : time(b.updated_at) - time(a.updated_at);
  return byTime || (a.id < b.id ? -1 : 1);
}

/** Whether the server would list it. A search text can only be judged there: see `needsServer`. */
export function matches(conversation: Conversation, filter: ListFilter, me: string): boolean {
  if (filter.assistant && conversation.assistant_id !== filter.assistant) return false;
  if (filter.tag && !conversation.tags.some((tag) => tag.name === filter.tag)) return false;
  switch (filter.view) {
    case "all":
      return true;
    case "mine":
      return conversation.mode === "human" && conversation.owner?.id === me;
    default:
      return conversation.mode === filter.view;
  }
}

export function needsServer(filter: ListFilter): boolean {
  return filter.q !== "";
}

function isNewer(candidate: Conversation, known: Conversation | undefined): boolean {
  return (
    !known ||
    candidate.seq > known.seq ||
    (candidate.seq === known.seq && candidate.epoch >= known.epoch)
  );
}

/** The list after one conversation changed: replaced, added or gone; everything else keeps its identity. */
export function applyChange(
  rows: readonly Conversation[],
  changed: Conversation,
  filter: ListFilter,
  me: string,
): Conversation[] {
  const known = rows.find((row) => row.id === changed.id);
  if (!isNewer(changed, known)) return [...rows];
  const others = rows.filter((row) => row.id !== changed.id);
  return matches(changed, filter, me) ? [...others, changed] : others;
}

/** One row per conversation, in the order in which people should look at them. */
export function arrange(rows: readonly Conversation[]): Conversation[] {
  const newest = new Map<string, Conversation>();
  for (const row of rows) if (isNewer(row, newest.get(row.id))) newest.set(row.id, row);
  return [...newest.values()].sort(compareConversations);
}

function time(value: string): number {
  return Date.parse(value);
}
