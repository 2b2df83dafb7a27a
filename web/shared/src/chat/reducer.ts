/**
 * One conversation as a page shows it. Pure: the same snapshot and events give the same view, however
 * often the stream was cut and replayed. Durable events count once, by `seq`; the passing ones
 * (drafts, typing, presence) never change what is stored.
 */
import type {
  Author,
  Conversation,
  DurableEvent,
  EphemeralEvent,
  Message,
  Person,
  Snapshot,
  TurnStarted,
} from "./types";

export type PendingState = "pending" | "failed";

/** A message of this browser that the server has not acknowledged yet. */
export interface PendingMessage {
  client_id: string;
  text: string;
  created_at: string;
  state: PendingState;
}

/** The streamed part of an answer; display only, the committed message replaces it. */
export interface Draft {
  turn_id: string;
  epoch: number;
  text: string;
}

export interface Typing {
  author: Author;
  at: number;
}

export interface Presence {
  rep: Person;
  state: "viewing" | "typing" | "away";
  at: number;
}

export interface ChatState {
  conversation: Conversation | null;
  messages: readonly Message[];
  /** The number of the last durable event in this view: the cursor to resume from. */
  seq: number;
  pending: readonly PendingMessage[];
  draft: Draft | null;
  turn: TurnStarted | null;
  typing: Typing | null;
  presence: Readonly<Record<string, Presence>>;
  /** A turn whose first words this page missed: its draft would start mid-sentence. */
  missed: string | null;
}

export type ChatAction =
  | { type: "snapshot"; snapshot: Snapshot; reset?: boolean }
  | { type: "event"; event: DurableEvent | EphemeralEvent; at: number }
  | { type: "line"; open: boolean }
  | { type: "conversation"; conversation: Conversation }
  | { type: "message"; message: Message }
  | { type: "pending"; pending: readonly PendingMessage[] };

export const emptyChat: ChatState = {
  conversation: null,
  messages: [],
  seq: 0,
  pending: [],
  draft: null,
  turn: null,
  typing: null,
  presence: {},
  missed: null,
};

export function reduceChat(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case "snapshot":
      return takeSnapshot(state, action.snapshot, action.reset ?? false);
    case "event":
      return "seq" in action.event
        ? takeDurable(state, action.event)
        : takeEphemeral(state, action.event, action.at);
    case "line":
      return action.open ? state : loseLine(state);
    case "conversation":
      return action.conversation.seq < state.seq
        ? state
        : takeConversation(state, action.conversation);
    case "message":
      return addMessage(state, action.message);
    case "pending":
      return { ...state, pending: unacknowledged(action.pending, state.messages) };
  }
}

function takeSnapshot(state: ChatState, snapshot: Snapshot, reset: boolean): ChatState {
  const same = state.conversation?.id === snapshot.conversation.id;
  if (same && !reset && snapshot.seq < state.seq) return state;
  const base = same ? state : { ...emptyChat, pending: state.pending };
  const skipped = base.turn && snapshot.seq !== base.seq ? loseLine(base) : base;
  const messages = [...snapshot.messages].sort(bySeq);
  return settle({
    ...skipped,
    turn: skipped === base ? base.turn : null,
    conversation: snapshot.conversation,
    messages,
    seq: snapshot.seq,
    pending: unacknowledged(base.pending, messages),
  });
}

function takeDurable(state: ChatState, event: DurableEvent): ChatState {
  if (event.seq <= state.seq) return state;
  return settle({ ...applyDurable(state, event), seq: event.seq });
}

function applyDurable(state: ChatState, event: DurableEvent): ChatState {
  switch (event.name) {
    case "message.created":
      return addMessage(state, event.data);
    case "conversation.updated":
      return takeConversation(state, event.data);
    case "turn.started":
      return { ...state, turn: event.data };
    case "turn.finished":
      return {
        ...state,
        turn: state.turn?.turn_id === event.data.turn_id ? null : state.turn,
        draft: state.draft?.turn_id === event.data.turn_id ? null : state.draft,
        missed: state.missed === event.data.turn_id ? null : state.missed,
      };
    default:
      return state;
  }
}

function takeEphemeral(state: ChatState, event: EphemeralEvent, at: number): ChatState {
  switch (event.name) {
    case "answer.delta":
      return takeDelta(state, event.data);
    case "answer.reset":
      return { ...state, draft: null, missed: null };
    case "typing":
      return { ...state, typing: { author: event.data.author, at } };
    case "presence":
      return {
        ...state,
        presence: { ...state.presence, [event.data.rep.id]: { ...event.data, at } },
      };
  }
}

function takeDelta(state: ChatState, delta: Draft): ChatState {
  const fits =
    state.conversation?.mode === "ai" &&
    state.conversation.epoch === delta.epoch &&
    state.missed !== delta.turn_id &&
    !state.messages.some((message) => message.turn_id === delta.turn_id);
  if (!fits) return state;
  const before = state.draft?.turn_id === delta.turn_id ? state.draft.text : "";
  const { turn_id, epoch, text } = delta;
  return { ...state, typing: null, draft: { turn_id, epoch, text: before + text } };
}

/** What was streamed while the line was down is gone: show no draft rather than a torn one. */
function loseLine(state: ChatState): ChatState {
  const missed = state.draft?.turn_id ?? state.turn?.turn_id ?? state.missed;
  return { ...state, draft: null, typing: null, presence: {}, missed };
}

/** Replies to this page's own requests may overtake the stream: the higher epoch is the newer one. */
function takeConversation(state: ChatState, conversation: Conversation): ChatState {
  const known = state.conversation;
  if (known?.id === conversation.id && conversation.epoch < known.epoch) return state;
  const hushed = conversation.mode === "closed" && state.typing?.author.kind === "rep";
  return settle({ ...state, conversation, typing: hushed ? null : state.typing });
}

function addMessage(state: ChatState, message: Message): ChatState {
  if (state.messages.some((known) => known.id === message.id)) return state;
  const messages = insert(state.messages, message);
  const said = (part: { turn_id: string } | null) => part?.turn_id === message.turn_id;
  return {
    ...state,
    messages,
    pending: unacknowledged(state.pending, [message]),
    draft: said(state.draft) ? null : state.draft,
    turn: said(state.turn) ? null : state.turn,
    typing: state.typing?.author.kind === message.author.kind ? null : state.typing,
    conversation: state.conversation && withNewest(state.conversation, messages),
  };
}

function withNewest(conversation: Conversation, messages: readonly Message[]): Conversation {
  const newest = messages.at(-1);
  if (!newest || newest.seq <= (conversation.last_message?.seq ?? 0)) return conversation;
  const { seq, author, kind, text, created_at } = newest;
  const question = messages.findLast((message) => message.author.kind === "visitor");
  const asked = question && question !== newest ? { asked: question.text } : {};
  return {
    ...conversation,
    seq: Math.max(seq, conversation.seq),
    last_message: { seq, author, kind, text, created_at, ...asked },
  };
}

function insert(messages: readonly Message[], message: Message): Message[] {
  const after = messages.findLastIndex((known) => known.seq < message.seq) + 1;
  return [...messages.slice(0, after), message, ...messages.slice(after)];
}

function unacknowledged(
  pending: readonly PendingMessage[],
  messages: readonly Message[],
): readonly PendingMessage[] {
  if (pending.length === 0) return pending;
  const stored = new Set(messages.map((message) => message.client_id));
  return pending.filter((message) => !stored.has(message.client_id));
}

/** Nothing of the AI is shown as under way once somebody else may speak. */
function settle(state: ChatState): ChatState {
  const { conversation, draft, turn } = state;
  if (!conversation) return state;
  const live = (part: { epoch: number } | null) =>
    conversation.mode === "ai" && part?.epoch === conversation.epoch;
  return { ...state, draft: live(draft) ? draft : null, turn: live(turn) ? turn : null };
}

function bySeq(one: Message, other: Message): number {
  return one.seq - other.seq;
}

/** The AI works on an answer of which no word has come yet. */
export function isThinking(state: ChatState): boolean {
  return state.turn !== null && state.draft === null;
}

const TYPING_LASTS_MS = 6_000;

/** Who is typing now, if the last sign of it is fresh; never this page's own side. */
export function whoTypes(state: ChatState, own: Author["kind"], now: number): Author | null {
  const { typing } = state;
  if (!typing || typing.author.kind === own || now - typing.at > TYPING_LASTS_MS) return null;
  return typing.author;
}
