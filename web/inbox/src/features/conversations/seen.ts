import { useSyncExternalStore } from "react";
import type { Conversation } from "../../api/types";
import { readStored, writeStored } from "../../ui/stored";

/** Up to which message this browser's rep has seen each conversation. */
const STORE = "baton.seen";
const KEPT = 2_000;
let seen: Record<string, number> | undefined;
const watchers = new Set<() => void>();

function load(): Record<string, number> {
  return (seen ??= readStored<Record<string, number>>(STORE, {}));
}

/** Undefined: this rep has never looked at it. */
export function seenUpto(id: string): number | undefined {
  return load()[id];
}

export function markSeen(id: string, seq: number): void {
  const known = load();
  if ((known[id] ?? 0) >= seq) return;
  seen = Object.fromEntries(
    [...Object.entries(known).filter(([key]) => key !== id), [id, seq] as const].slice(-KEPT),
  );
  writeStored(STORE, seen);
  for (const watcher of watchers) watcher();
}

/** A visitor wrote, a person is wanted or present, and it was not looked at since. */
function isUnread(conversation: Conversation, seenUpto: number): boolean {
  const last = conversation.last_message;
  if (!last || last.author.kind !== "visitor") return false;
  return (conversation.mode === "waiting" || conversation.mode === "human") && last.seq > seenUpto;
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function useUnread(conversation: Conversation): boolean {
  return useSyncExternalStore(subscribe, () =>
    isUnread(conversation, load()[conversation.id] ?? 0),
  );
}
