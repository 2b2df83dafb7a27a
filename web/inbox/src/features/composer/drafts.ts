import { useCallback, useSyncExternalStore } from "react";
import type { MessageKind } from "../../api/types";
import { readStored, writeStored } from "../../ui/stored";

/** What the rep has typed and not sent, per conversation and kind; it outlives a reload. */
const watchers = new Set<() => void>();
const drafts = new Map<string, string>();

const keyOf = (conversationId: string, kind: MessageKind) =>
  `baton.draft.${conversationId}.${kind}`;

export function readDraft(conversationId: string, kind: MessageKind): string {
  const key = keyOf(conversationId, kind);
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const stored = readStored(key, "");
  drafts.set(key, stored);
  return stored;
}

export function writeDraft(conversationId: string, kind: MessageKind, text: string): void {
  const key = keyOf(conversationId, kind);
  drafts.set(key, text);
  writeStored(key, text || undefined);
  for (const watcher of watchers) watcher();
}

/** Give a text back that could not be sent; what was typed meanwhile stays below it. */
export function restoreDraft(conversationId: string, kind: MessageKind, text: string): void {
  const typed = readDraft(conversationId, kind);
  writeDraft(conversationId, kind, typed.trim() ? `${text}\n${typed}` : text);
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function useDraft(
  conversationId: string,
  kind: MessageKind,
): [string, (text: string) => void] {
  const text = useSyncExternalStore(subscribe, () => readDraft(conversationId, kind));
  const set = useCallback(
    (value: string) => writeDraft(conversationId, kind, value),
    [conversationId, kind],
  );
  return [text, set];
}

/** Forget what is in memory, as a reload does. */
export function forgetDrafts(): void {
  drafts.clear();
}
