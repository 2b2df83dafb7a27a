/** What stands between and above messages: the day, who joined, whose name comes first. */
import { dayName } from "@baton/shared/time";
import type { Message } from "@baton/shared/chat/types";

export type Row =
  | { kind: "day"; key: string; text: string }
  | { kind: "joined"; key: string; name: string }
  | { kind: "message"; key: string; message: Message; first: boolean };

const PAUSE_MS = 5 * 60_000;

export function rowsOf(messages: readonly Message[], now: number): Row[] {
  const rows: Row[] = [];
  let before: Message | undefined;
  let speaker: string | undefined;
  for (const message of messages) {
    const day = dayName(message.created_at, now);
    const newDay = !before || dayName(before.created_at, now) !== day;
    if (newDay) rows.push({ kind: "day", key: `day ${message.id}`, text: day });
    const { author } = message;
    const name = `${author.kind} ${author.id ?? author.name}`;
    const joined = author.kind === "rep" && name !== speaker;
    if (joined) rows.push({ kind: "joined", key: `joined ${message.id}`, name: author.name });
    const first = newDay || joined || !before || !continues(before, message);
    rows.push({ kind: "message", key: message.id, message, first });
    if (author.kind === "rep" || author.kind === "assistant") speaker = name;
    before = message;
  }
  return rows;
}

function continues(before: Message, message: Message): boolean {
  const same =
    before.author.kind === message.author.kind && before.author.name === message.author.name;
  return same && Date.parse(message.created_at) - Date.parse(before.created_at) < PAUSE_MS;
}
