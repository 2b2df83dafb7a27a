/** Invented conversations for the tests of both apps. */
import type { Author, Conversation, DurableEvent, Message, Snapshot } from "./types";

const START = Date.parse("2026-03-02T09:00:00Z");

export const visitor: Author = { kind: "visitor", id: "vis_1", name: "Nora" };
export const assistant: Author = { kind: "assistant", id: null, name: "Fern" };
export const rep: Author = { kind: "rep", id: "rep_1", name: "Maya Lindqvist" };

export function createConversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: "cnv_1",
    assistant_id: "ast_1",
    visitor: { id: "vis_1", name: "Nora" },
    mode: "ai",
    epoch: 1,
    owner: null,
    tags: [],
    escalation: null,
    waiting_since: null,
    due_at: null,
    hold_until: null,
    suggestion: null,
    last_message: null,
    seq: 0,
    created_at: timeOf(0),
    updated_at: timeOf(0),
    ...change,
  };
}

export function createMessage(seq: number, change: Partial<Message> = {}): Message {
  const text = change.text ?? `Message ${seq}`;
  return {
    id: `msg_${seq}`,
    seq,
    client_id: null,
    author: visitor,
    kind: "reply",
    text,
    html: `<p>${text}</p>`,
    citations: [],
    attachments: [],
    choices: [],
    turn_id: null,
    created_at: timeOf(seq),
    ...change,
  };
}

function timeOf(seq: number): string {
  return new Date(START + seq * 20_000).toISOString();
}

/** A conversation with an answer, a handoff, a person and the way back; texts hold all UTF-8 widths. */
export function recordedEvents(): DurableEvent[] {
  const waiting = createConversation({ mode: "waiting", epoch: 2, waiting_since: timeOf(8) });
  const owner = { id: "rep_1", name: rep.name };
  return [
    {
      name: "message.created",
      seq: 1,
      data: createMessage(1, { client_id: "c1", text: "Héllo 👋" }),
    },
    { name: "turn.started", seq: 2, data: { turn_id: "t1", epoch: 1 } },
    {
      name: "message.created",
      seq: 3,
      data: createMessage(3, {
        author: assistant,
        turn_id: "t1",
        text: "Öffne „Import“ – 导入 🚀",
      }),
    },
    { name: "turn.finished", seq: 4, data: { turn_id: "t1" } },
    { name: "message.created", seq: 5, data: createMessage(5, { client_id: "c2" }) },
    { name: "turn.started", seq: 6, data: { turn_id: "t2", epoch: 1 } },
    {
      name: "message.created",
      seq: 7,
      data: createMessage(7, { author: assistant, turn_id: "t2", text: "I asked a person." }),
    },
    { name: "conversation.updated", seq: 8, data: waiting },
    { name: "turn.finished", seq: 9, data: { turn_id: "t2" } },
    {
      name: "conversation.updated",
      seq: 10,
      data: createConversation({ mode: "human", epoch: 3, owner }),
    },
    { name: "message.created", seq: 11, data: createMessage(11, { author: rep }) },
    { name: "conversation.updated", seq: 12, data: createConversation({ epoch: 4 }) },
    { name: "message.created", seq: 13, data: createMessage(13, { client_id: "c3" }) },
  ];
}

/** What a fetch of the conversation gives when everything up to `upTo` has been committed. */
export function snapshotOf(events: DurableEvent[], upTo: number): Snapshot {
  const past = events.filter((event) => event.seq <= upTo);
  const messages = past.flatMap((event) => (event.name === "message.created" ? [event.data] : []));
  const newest = messages.at(-1);
  const latest = past.flatMap((e) => (e.name === "conversation.updated" ? [e.data] : [])).at(-1);
  const { seq = 0 } = newest ?? {};
  const conversation = latest ?? createConversation();
  if (!newest) return { conversation, messages, seq: upTo };
  const { author, kind, text, created_at } = newest;
  const last_message = { seq, author, kind, text, created_at };
  return { conversation: { ...conversation, seq: upTo, last_message }, messages, seq: upTo };
}
