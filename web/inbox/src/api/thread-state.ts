/** One conversation with all that reps see: the shared chat view, plus events, turns and action runs. */
import { emptyChat, reduceChat, type ChatState } from "@baton/shared/chat/reducer";
import type { ChatEvent, DurableEvent } from "@baton/shared/chat/types";
import type {
  ActionRun,
  Conversation,
  ConversationDetail,
  ConversationEvent,
  Message,
  Turn,
  Visitor,
} from "./types";

export interface ThreadState {
  chat: ChatState;
  conversation: Conversation;
  visitor: Visitor;
  events: readonly ConversationEvent[];
  turns: readonly Turn[];
  actionRuns: readonly ActionRun[];
}

/** A fresh fetch; what the stream has brought meanwhile is never lost to an older fetch. */
export function openThread(
  detail: ConversationDetail,
  now: number,
  before?: ThreadState,
): ThreadState {
  if (before?.conversation.id === detail.conversation.id && detail.seq < before.chat.seq)
    return before;
  return withChat(
    {
      chat: before?.chat ?? emptyChat,
      conversation: detail.conversation,
      visitor: detail.visitor,
      events: detail.events,
      turns: detail.turns,
      actionRuns: detail.action_runs,
    },
    withPresent(
      reduceChat(before?.chat ?? emptyChat, { type: "snapshot", snapshot: detail, reset: true }),
      detail,
      now,
    ),
  );
}

function withPresent(
  chat: ChatState,
  { presence = [] }: ConversationDetail,
  now: number,
): ChatState {
  return presence.reduce((state, { id, name, state: doing }) => {
    const event = { name: "presence" as const, data: { rep: { id, name }, state: doing } };
    return reduceChat(state, { type: "event", event, at: now });
  }, chat);
}

export function applyEvent(state: ThreadState, event: ChatEvent, now: number): ThreadState {
  const next = withChat(state, reduceChat(state.chat, { type: "event", event, at: now }));
  if (!("seq" in event) || event.seq <= state.chat.seq) return next;
  return keepRecord(next, event, now);
}

/** Replies to this page's own requests count as events do, only sooner. */
export function applyConversation(state: ThreadState, conversation: Conversation): ThreadState {
  return withChat(state, reduceChat(state.chat, { type: "conversation", conversation }));
}

export function applyMessage(state: ThreadState, message: Message): ThreadState {
  return withChat(state, reduceChat(state.chat, { type: "message", message }));
}

export function applyLine(state: ThreadState, open: boolean): ThreadState {
  return withChat(state, reduceChat(state.chat, { type: "line", open }));
}

function withChat(state: ThreadState, chat: ChatState): ThreadState {
  if (chat === state.chat) return state;
  return {
    ...state,
    chat,
    conversation: chat.conversation ?? state.conversation,
  };
}

function keepRecord(state: ThreadState, event: DurableEvent, now: number): ThreadState {
  const record = {
    seq: event.seq,
    name: event.name,
    data: event.data as Record<string, unknown>,
    created_at: new Date(now).toISOString(),
  };
  const next = { ...state, events: [...state.events, record] };
  if (event.name === "turn.finished") return { ...next, turns: keepTurn(state.turns, record.data) };
  if (event.name === "action.updated")
    return { ...next, actionRuns: keepRun(state.actionRuns, record.data) };
  return next;
}

/** The event may carry the whole trace or only its id; then the next fetch brings the trace. */
function keepTurn(turns: readonly Turn[], data: object): readonly Turn[] {
  return isTurn(data) ? upsert(turns, data) : turns;
}

function keepRun(runs: readonly ActionRun[], data: object): readonly ActionRun[] {
  return isRun(data) ? upsert(runs, data) : runs;
}

function isRun(data: object): data is ActionRun {
  return "slots" in data && "id" in data;
}

export function isTurn(data: object): data is Turn {
  return "id" in data && "upto_seq" in data && "trace" in data;
}

function upsert<T extends { id: string }>(items: readonly T[], item: T): readonly T[] {
  return items.some((known) => known.id === item.id)
    ? items.map((known) => (known.id === item.id ? item : known))
    : [...items, item];
}
