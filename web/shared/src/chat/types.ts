/** The objects of the HTTP contract that both apps show, and the events of a conversation's stream. */

export type Mode = "ai" | "waiting" | "human" | "closed";
export type AuthorKind = "visitor" | "assistant" | "rep" | "system";
export type MessageKind = "reply" | "note";

export interface Author {
  kind: AuthorKind;
  id?: string | null;
  name: string;
}

export interface Citation {
  n: number;
  title: string;
  section: string;
  url: string;
  quote: string;
}

export interface Attachment {
  id: string;
  name: string;
  size: number;
  type: string;
}

export interface Message {
  id: string;
  seq: number;
  client_id?: string | null;
  author: Author;
  kind: MessageKind;
  text: string;
  html: string;
  citations: Citation[];
  attachments: Attachment[];
  turn_id?: string | null;
  created_at: string;
}

/** Enough of the newest message to draw a row of a list. */
export type LastMessage = Pick<Message, "seq" | "author" | "kind" | "text" | "created_at">;

export interface Person {
  id: string;
  name: string;
}

/** The visitor as a conversation carries it; the inbox also sees what the page told about them. */
export interface Visitor extends Person {
  email?: string | null;
  profile?: Record<string, unknown>;
  page?: Record<string, unknown> | null;
}

export interface Tag {
  name: string;
  kind: "auto" | "manual";
}

export interface Escalation {
  reason: string;
  summary: string;
  since: string;
}

export interface Conversation {
  id: string;
  assistant_id: string;
  visitor: Visitor;
  mode: Mode;
  epoch: number;
  owner: Person | null;
  tags: Tag[];
  escalation: Escalation | null;
  waiting_since: string | null;
  due_at: string | null;
  hold_until: string | null;
  /** Set when an idle conversation is about to go back to the AI. */
  resume_at?: string | null;
  suggestion: Record<string, unknown> | null;
  last_message: LastMessage | null;
  seq: number;
  created_at: string;
  updated_at: string;
}

/** A fresh fetch of one conversation: the state after the event numbered `seq`. */
export interface Snapshot {
  conversation: Conversation;
  messages: Message[];
  seq: number;
}

/** Events with an id: each has its place in the conversation's dense order. */
export type DurableEvent =
  | { name: "message.created"; seq: number; data: Message }
  | { name: "conversation.updated"; seq: number; data: Conversation }
  | { name: "turn.started"; seq: number; data: TurnStarted }
  | { name: "turn.finished"; seq: number; data: TurnFinished }
  | { name: "action.updated"; seq: number; data: unknown };

export interface TurnStarted {
  turn_id: string;
  epoch: number;
}

export interface TurnFinished {
  turn_id: string;
  decision?: string | null;
}

/** Events without an id: shown while they last, never stored, never replayed. */
export type EphemeralEvent =
  | { name: "answer.delta"; data: { turn_id: string; epoch: number; text: string } }
  | { name: "answer.reset"; data: { turn_id?: string } }
  | { name: "typing"; data: { author: Author } }
  | { name: "presence"; data: { rep: Person; state: "viewing" | "typing" | "away" } };

export type ChatEvent = DurableEvent | EphemeralEvent;
