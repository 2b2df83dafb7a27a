import { useCallback, useSyncExternalStore } from "react";
import type { MessageKind } from "../../api/types";
import { readStored, writeStored } from "../../ui/stored";

/** What the rep has typed and not sent, per rep, conversation and kind; it outlives a reload. */
const watchers = new Set<() => void>();
const drafts = new Map<string, string>();

/** Whose text, where. Two reps on one computer never see each other's. */
export interface DraftPlace {
  rep: string;
  conversation: string;
  kind: MessageKind;
}

const keyOf = ({ rep, conversation, kind }: DraftPlace) =>
  `baton.draft.${rep}.${conversation}.${kind}`;

export function readDraft(place: DraftPlace): string {
  const key = keyOf(place);
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const stored = readStored(key, "");
  drafts.set(key, stored);
  return stored;
}

export function writeDraft(place: DraftPlace, text: string): void {
  const key = keyOf(place);
  drafts.set(key, text);
  writeStored(key, text || undefined);
  for (const watcher of watchers) watcher();
}

/** Give a text back that could not be sent; what was typed meanwhile stays below it. */
export function restoreDraft(place: DraftPlace, text: string): void {
  const typed = readDraft(place);
  writeDraft(place, typed.trim() ? `${text}\n${typed}` : text);
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function useDraft(place: DraftPlace): [string, (text: string) => void] {
  const { rep, conversation, kind } = place;
  const text = useSyncExternalStore(subscribe, () => readDraft(place));
  const set = useCallback(
    (value: string) => writeDraft({ rep, conversation, kind }, value),
    [rep, conversation, kind],
  );
  return [text, set];
}

/** In which kind a text was left here: a reply rather than a note. */
export function kindOfDraft(rep: string, conversation: string): MessageKind | null {
  const left = (kind: MessageKind) => readDraft({ rep, conversation, kind }).trim() !== "";
  return left("reply") ? "reply" : left("note") ? "note" : null;
}

export function useHasDraft(rep: string, conversation: string): boolean {
  return useSyncExternalStore(subscribe, () => kindOfDraft(rep, conversation) !== null);
}

/** Forget what is in memory, as a reload does. */
export function forgetDrafts(): void {
  drafts.clear();
}
