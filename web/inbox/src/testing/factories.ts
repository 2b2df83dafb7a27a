import type {
  Conversation,
  ConversationDetail,
  ConversationEvent,
  Message,
  Rep,
  Turn,
} from "../api/types";

/** Builders of contract objects, shared by the tests and the development server. */
let counter = 0;
const next = (): number => ++counter;

export const START = Date.parse("2026-05-04T09:00:00Z");
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

export const MAYA: Rep = {
  id: "rep_maya",
  name: "Maya Lindqvist",
  email: "maya@example.com",
  role: "owner",
};
export const TOM: Rep = {
  id: "rep_tom",
  name: "Tom Okafor",
  email: "tom@example.com",
  role: "rep",
};

export function conversation(over: Partial<Conversation> = {}): Conversation {
  const n = next();
  return {
    id: `cnv_${n}`,
    assistant_id: "ast_1",
    visitor: { id: `vis_${n}`, name: `Visitor ${n}` },
    mode: "ai",
    epoch: 0,
    owner: null,
    tags: [],
    escalation: null,
    waiting_since: null,
    due_at: null,
    hold_until: null,
    resume_at: null,
    suggestion: null,
    last_message: null,
    seq: 1,
    created_at: at(0),
    updated_at: at(n),
    ...over,
  };
}

export function waiting(sinceSeconds: number, over: Partial<Conversation> = {}): Conversation {
  return conversation({
    mode: "waiting",
    waiting_since: at(sinceSeconds),
    due_at: at(sinceSeconds + 300),
    escalation: {
      reason: "human_requested",
      summary: "Asks for a person.",
      since: at(sinceSeconds),
    },
    ...over,
  });
}

export function message(over: Partial<Message> = {}): Message {
  const n = next();
  const text = over.text ?? `Message ${n}`;
  return {
    id: `msg_${n}`,
    seq: n,
    author: { kind: "visitor", id: "vis_1", name: "Ana" },
    kind: "reply",
    text,
    html: `<p>${text}</p>`,
    citations: [],
    attachments: [],
    turn_id: null,
    created_at: at(n),
    ...over,
  };
}

export function turn(over: Partial<Turn> = {}): Turn {
  const n = next();
  return {
    id: `trn_${n}`,
    epoch: 0,
    upto_seq: n,
    state: "committed",
    decision: "answer",
    reason: null,
    answerable: 0.9,
    trace: {},
    started_at: at(n),
    finished_at: at(n + 1),
    ...over,
  };
}

export function updated(
  seq: number,
  view: Conversation,
  more: Record<string, unknown> = {},
): ConversationEvent {
  return {
    seq,
    name: "conversation.updated",
    data: { ...view, updated_at: at(seq), ...more },
    created_at: at(seq),
  };
}

export function detail(over: Partial<ConversationDetail> = {}): ConversationDetail {
  const view = over.conversation ?? conversation();
  return {
    conversation: view,
    visitor: view.visitor,
    messages: [],
    events: [],
    action_runs: [],
    turns: [],
    seq: view.seq,
    ...over,
  };
}
