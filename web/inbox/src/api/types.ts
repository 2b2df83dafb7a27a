/** The objects of the HTTP contract as the inbox reads them: what both apps share, and what only reps see. */
import type * as api from "@baton/shared/api/index";
import type { Conversation, Message } from "@baton/shared/chat/types";

export type {
  Attachment,
  Author,
  AuthorKind,
  Citation,
  Conversation,
  Escalation,
  Message,
  MessageKind,
  Mode,
  Person,
  Tag,
  Visitor,
} from "@baton/shared/chat/types";

export type Slot = api.SlotView;
export type ActionRun = api.ActionRunView;
export type ConversationEvent = api.EventView;
export type Rep = api.RepView;

/** The contract leaves the trace open; these are the parts that the page knows how to show. */
export interface Trace {
  signals?: Record<string, number | string | boolean>;
  chunks?: TracedChunk[];
  citations?: number[];
  /** From which probability on the assistant answered then. */
  threshold?: number;
  timings?: Record<string, number>;
  usage?: Record<string, number>;
  model?: string | null;
  prompt_revision?: string | null;
  action?: string | null;
  action_end?: string | null;
}

export interface TracedChunk {
  n?: number;
  chunk_id?: string;
  title?: string;
  section?: string;
  url?: string;
  document?: string;
  revision?: number;
  score?: number;
  cosine?: number;
  lexical?: number;
  coverage?: number;
}

export type Turn = Omit<api.TurnView, "trace"> & { trace?: Trace };

export type ConversationDetail = Omit<api.DetailOut, "conversation" | "messages" | "turns"> & {
  conversation: Conversation;
  messages: Message[];
  turns: Turn[];
};

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}
