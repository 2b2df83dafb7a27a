/** Everything the frame shows, and who is told when it changes. */
import type { OutboxEntry } from "@baton/shared/chat/outbox";
import { emptyChat, type ChatState } from "@baton/shared/chat/reducer";
import type { Conversation } from "@baton/shared/chat/types";
import type { Assistant } from "./http";

export interface FrameState {
  /** `failed`: the first contact did not work; it can be tried again. `absent`: no such assistant. */
  phase: "loading" | "ready" | "failed" | "absent";
  assistant: Assistant | null;
  conversations: Conversation[];
  view: "home" | "thread";
  /** null in a thread: its first message has not reached the server yet. */
  currentId: string | null;
  chat: ChatState;
  outbox: OutboxEntry[];
  /** The thread's first fetch is under way. */
  fetching: boolean;
  /** The line has been down for so long that a person would notice. */
  troubled: boolean;
  open: boolean;
  wide: boolean;
  unread: number;
  /** The first message (by seq) that came while nobody looked; null: all is seen. */
  fresh: number | null;
  /** A short line about something that did not work. */
  notice: string | null;
  feedback: Record<string, boolean>;
  announcement: string;
  /** Raised when the visitor is to go on writing: what they pressed may be gone. */
  focus: number;
  /** Left while waiting, in this page's life. */
  email: string | null;
}

const initialState: FrameState = {
  phase: "loading",
  assistant: null,
  conversations: [],
  view: "home",
  currentId: null,
  chat: emptyChat,
  outbox: [],
  fetching: false,
  troubled: false,
  open: false,
  wide: false,
  unread: 0,
  fresh: null,
  notice: null,
  feedback: {},
  announcement: "",
  focus: 0,
  email: null,
};

export class Store {
  #state = initialState;
  #listeners = new Set<() => void>();
  #scheduled = false;

  get state(): FrameState {
    return this.#state;
  }

  set(change: Partial<FrameState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
