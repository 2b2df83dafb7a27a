import type { ConversationEvent, Message, Turn } from "../../api/types";
import { describeChange, type Change, type Changed } from "./changes";

export type TimelineItem =
  | { type: "day"; key: string; date: string }
  | { type: "news"; key: string }
  | { type: "message"; key: string; message: Message; turn: Turn | undefined; first: boolean }
  | EventItem
  | { type: "fold"; key: string; events: readonly EventItem[] }
  | { type: "turn"; key: string; turn: Turn; at: string };

export type EventItem = Change & { type: "event"; key: string; at: string };

interface Entry {
  seq: number;
  at: string;
  item: TimelineItem;
}

const SAME_BURST_MS = 5 * 60_000;
/** So many changes in a row are told one by one. */
const TOLD = 3;

/**
 * Messages, what happened between them, and the days, in the order of the conversation. `news`: the first
 * message that the rep has not seen, by its seq.
 */
export function buildTimeline(
  messages: readonly Message[],
  events: readonly ConversationEvent[],
  turns: readonly Turn[],
  news: number | null = null,
): TimelineItem[] {
  const entries = [
    ...messageEntries(messages, turns),
    ...eventEntries(events, messages),
    ...silentTurns(messages, turns),
  ];
  entries.sort((a, b) => a.seq - b.seq);
  return fold(group(entries, news));
}

function messageEntries(messages: readonly Message[], turns: readonly Turn[]): Entry[] {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  return messages.map((message) => ({
    seq: message.seq,
    at: message.created_at,
    item: {
      type: "message",
      key: message.id,
      message,
      turn: message.turn_id ? byId.get(message.turn_id) : undefined,
      first: true,
    },
  }));
}

function eventEntries(events: readonly ConversationEvent[], messages: readonly Message[]): Entry[] {
  const replies = new Map(
    messages
      .filter(({ author, kind }) => author.kind === "rep" && kind === "reply")
      .map(({ seq, created_at }) => [seq, Date.parse(created_at)]),
  );
  const entries: Entry[] = [];
  let before: Changed | undefined;
  for (const event of events) {
    if (event.name !== "conversation.updated" || !isConversation(event.data)) continue;
    const after = event.data;
    for (const [index, change] of describeChange(before, after).entries()) {
      // A reply is stored with the takeover it makes right behind it; people read it the other way.
      const at = after.updated_at;
      const byReply = replies.get(event.seq - 1) === Date.parse(at);
      const seq = byReply ? event.seq - 1.5 : event.seq;
      const key = `event-${event.seq}-${index}`;
      entries.push({ seq, at, item: { type: "event", key, at, ...change } });
    }
    before = after;
  }
  return entries;
}

/** What a `conversation.updated` event carries. */
function isConversation(data: object): data is Changed {
  return "mode" in data && "visitor" in data;
}

/** Turns that decided something but said nothing still have a "why". */
function silentTurns(messages: readonly Message[], turns: readonly Turn[]): Entry[] {
  const spoken = new Set(messages.map((message) => message.turn_id));
  return turns
    .filter((turn) => turn.finished_at && !spoken.has(turn.id))
    .map((turn) => {
      const at = turn.finished_at ?? turn.started_at;
      return { seq: turn.upto_seq + 0.5, at, item: { type: "turn", key: turn.id, turn, at } };
    });
}

function group(entries: readonly Entry[], news: number | null): TimelineItem[] {
  const items: TimelineItem[] = [];
  let day = "";
  let previous: Message | undefined;
  for (const { at, item } of entries) {
    const date = new Date(at).toDateString();
    if (date !== day) {
      items.push({ type: "day", key: `day-${date}`, date: at });
      day = date;
      previous = undefined;
    }
    if (item.type === "message") {
      if (item.message.seq === news) {
        items.push({ type: "news", key: "news" });
        previous = undefined;
      }
      items.push({ ...item, first: !continues(previous, item.message) });
      previous = item.message;
    } else {
      items.push(item);
      previous = undefined;
    }
  }
  return items;
}

/** A message that follows its author's last one closely needs no second heading. */
function continues(previous: Message | undefined, message: Message): boolean {
  return (
    previous !== undefined &&
    previous.kind === message.kind &&
    previous.author.kind === message.author.kind &&
    previous.author.id === message.author.id &&
    previous.author.name === message.author.name &&
    Date.parse(message.created_at) - Date.parse(previous.created_at) < SAME_BURST_MS
  );
}

/**
 * Of many changes in a row the first and the last are told, and how many came between them; and the last
 * that says whether the conversation is closed, wherever it stands.
 */
function fold(items: readonly TimelineItem[]): TimelineItem[] {
  const folded: TimelineItem[] = [];
  let run: EventItem[] = [];
  const end = () => {
    const standing = run.findLastIndex(({ weight }) => weight === "standing") + 1;
    folded.push(...shortened(run.slice(0, standing)), ...shortened(run.slice(standing)));
    run = [];
  };
  for (const item of items) {
    if (item.type === "event" && item.weight) {
      run.push(item);
      continue;
    }
    end();
    folded.push(item);
  }
  end();
  return folded;
}

function shortened(run: readonly EventItem[]): readonly TimelineItem[] {
  if (run.length <= TOLD) return run;
  const events = run.slice(1, -1);
  const fold = { type: "fold" as const, key: `fold-${events[0]?.key}`, events };
  return [...run.slice(0, 1), fold, ...run.slice(-1)];
}
