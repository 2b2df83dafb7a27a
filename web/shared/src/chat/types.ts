/** The objects of the HTTP contract that both apps show, and the events of a conversation's stream. */
import type * as api from "../api";

/** Replies carry every field, also those with a default, which the generator calls optional. */
type Filled<View, Loose extends keyof View> = Pick<View, Loose> & {
  [Field in Exclude<keyof View, Loose>]-?: Exclude<View[Field], undefined>;
};

export type Mode = api.Mode;
export type AuthorKind = api.AuthorKind;
export type MessageKind = api.MessageKind;
export type Author = api.AuthorView;
export type Citation = api.CitationView;
export type Attachment = api.AttachmentView;
export type Person = api.OwnerView;
/** The inbox also sees what the page told about them. */
export type Visitor = api.VisitorView;
export type Tag = api.TagView;
export type Escalation = api.EscalationView;
export type Message = Filled<api.MessageView, "client_id" | "turn_id" | "choices">;
export type Conversation = Filled<api.ConversationView, "resume_at">;

/** A fresh fetch of one conversation: the state after the event numbered `seq`. */
export interface Snapshot {
  conversation: Conversation;
  messages: Message[];
  seq: number;
}

/** Events with an id: each has its place in the conversation's order. */
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
