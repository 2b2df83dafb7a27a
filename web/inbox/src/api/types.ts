/** The objects of the HTTP contract as the inbox reads them: what both apps share, and what only reps see. */
import type { Conversation, Message, Visitor } from "@baton/shared/chat/types";

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

export interface Slot {
  value?: string | null;
  valid?: boolean;
  message_seq?: number | null;
}

export interface ActionRun {
  id: string;
  action: string;
  title: string;
  state: string;
  slots: Record<string, Slot>;
  updated_at: string;
}

export interface TracedChunk {
  n: number;
  chunk_id: string;
  title: string;
  section: string;
  url: string;
  document: string;
  revision: number;
  score: number;
  cosine: number;
  lexical: number;
  coverage: number;
}

export interface Trace {
  signals?: Record<string, number | string | boolean>;
  chunks?: Partial<TracedChunk>[];
  citations?: number[];
  timings?: Record<string, number>;
  usage?: Record<string, number>;
  model?: string | null;
  prompt_revision?: string | null;
  action?: string | null;
  action_end?: string | null;
}

export interface Turn {
  id: string;
  epoch: number;
  upto_seq: number;
  state: string;
  decision?: string | null;
  reason?: string | null;
  answerable?: number | null;
  trace?: Trace;
  started_at: string;
  finished_at?: string | null;
}

export interface ConversationEvent {
  seq: number;
  name: string;
  data: Record<string, unknown>;
  created_at: string;
}

export interface ConversationDetail {
  conversation: Conversation;
  visitor: Visitor;
  messages: Message[];
  events: ConversationEvent[];
  action_runs: ActionRun[];
  turns: Turn[];
  presence?: { id: string; name: string; state: "viewing" | "typing" | "away" }[];
  seq: number;
}

export interface Rep {
  id: string;
  name: string;
  email: string;
  role: "owner" | "admin" | "rep" | "viewer";
}

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}
