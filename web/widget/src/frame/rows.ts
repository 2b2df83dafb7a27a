/** What stands between and above messages: the day, who joined, whose name comes first. */
import { dayName } from "@baton/shared/time";
import type { Conversation, Message } from "@baton/shared/chat/types";

export type Row =
  | { kind: "day"; key: string; text: string }
  | { kind: "joined"; key: string; name: string }
  /** The assistant speaks again after a person. */
  | { kind: "back"; key: string }
  | { kind: "fresh"; key: string }
  | { kind: "message"; key: string; message: Message; first: boolean };

const PAUSE_MS = 5 * 60_000;

/**
 * `fresh`: the first message that the visitor has not seen before, by its seq. `conversation` tells
 * who will speak next: said below the last message if it is somebody else than before.
 */
export function rowsOf(
  messages: readonly Message[],
  now: number,
  fresh: number | null,
  conversation: Conversation | null = null,
): Row[] {
  const rows: Row[] = [];
  let before: Message | undefined;
  let speaker: string | undefined;
  for (const message of messages) {
    const lines: Row[] = [];
    const day = dayName(message.created_at, now);
    const newDay = !before || dayName(before.created_at, now) !== day;
    if (newDay) lines.push({ kind: "day", key: `day ${message.id}`, text: day });
    const { author } = message;
    const name = `${author.kind} ${author.id ?? author.name}`;
    lines.push(...change(speaker, name, author.name));
    if (message.seq === fresh) lines.push({ kind: "fresh", key: "fresh" });
    const first = lines.length > 0 || !continues(before, message);
    rows.push(...lines, { kind: "message", key: message.id, message, first });
    if (author.kind !== "visitor" && author.kind !== "system") speaker = name;
    before = message;
  }
  return [...rows, ...next(speaker, conversation)];
}

function next(before: string | undefined, conversation: Conversation | null): Row[] {
  if (conversation?.mode === "ai") return change(before, "assistant", "");
  const owner = conversation?.mode === "human" && conversation.owner;
  return owner ? change(before, `rep ${owner.id}`, owner.name) : [];
}

/** The line for another speaker, whose name goes with it. */
function change(before: string | undefined, speaker: string, name: string): Row[] {
  const key = `now ${speaker} after ${before}`;
  if (speaker.startsWith("rep ") && speaker !== before) return [{ kind: "joined", key, name }];
  const isBack = speaker.startsWith("assistant") && before?.startsWith("rep ");
  return isBack ? [{ kind: "back", key }] : [];
}

function continues(before: Message | undefined, message: Message): boolean {
  if (!before) return false;
  const same =
    before.author.kind === message.author.kind && before.author.name === message.author.name;
  return same && Date.parse(message.created_at) - Date.parse(before.created_at) < PAUSE_MS;
}
