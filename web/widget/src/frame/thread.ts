/** The conversation on the screen: followed live, with what is read and what is new. */
import { followConversation } from "@baton/shared/chat/follow";
import type { LineState, Stream } from "@baton/shared/chat/events";
import { emptyChat, reduceChat, type ChatAction } from "@baton/shared/chat/reducer";
import type { Conversation, Message } from "@baton/shared/chat/types";
import { HttpError, type ChatHttp, type Started } from "./http";
import type { Memory } from "./memory";
import type { Store } from "./state";

const TROUBLE_AFTER_MS = 3_000;

export class Thread {
  #stream: Stream | null = null;
  #trouble: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly http: ChatHttp,
    private readonly memory: Memory,
    private readonly onRefused: (status: number) => void,
  ) {}

  /** Follow this conversation, or show an empty new one when `id` is null. */
  show(id: string | null, started?: Started): void {
    if (id !== null && id === this.store.state.currentId && this.#stream) return;
    this.stop();
    this.store.set({ currentId: id, fetching: id !== null && !started });
    this.store.set({ chat: emptyChat, fresh: null });
    if (started) {
      const { conversation, message } = started;
      const snapshot = { conversation, messages: [message], seq: 0 };
      this.dispatch({ type: "snapshot", snapshot });
    }
    this.showPending();
    if (id === null) return;
    this.#stream = followConversation({
      load: () => this.http.thread(id),
      url: this.http.eventsUrl(id),
      headers: this.http.headers,
      dispatch: this.dispatch,
      onState: (state, status) => this.#line(state, status ?? 0),
      isHopeless: (error) => {
        if (!(error instanceof HttpError) || !error.isFinal) return false;
        this.onRefused(error.status);
        return true;
      },
    });
  }

  stop(): void {
    this.#stream?.close();
    this.#stream = null;
    clearTimeout(this.#trouble);
    this.#trouble = undefined;
    this.store.set({ troubled: false });
  }

  hurry(): void {
    this.#stream?.hurry();
  }

  dispatch = (action: ChatAction): void => {
    const before = this.store.state.chat;
    const chat = reduceChat(before, action);
    if (chat === before) return;
    this.store.set({ chat, fetching: this.store.state.fetching && action.type !== "snapshot" });
    if (action.type === "event") {
      const news = chat.messages.filter((m) => m.seq > before.seq);
      this.#announce([...turnedTo(before.conversation, chat.conversation), ...wordsOf(news)]);
    }
    if (chat.conversation?.id !== before.conversation?.id) this.enter();
    else if (chat.messages !== before.messages) this.markRead();
  };

  showPending(): void {
    const { outbox, currentId } = this.store.state;
    const pending = outbox.filter((entry) => entry.conversation_id === currentId);
    this.dispatch({ type: "pending", pending });
  }

  /** The visitor turns to the thread: a line shows from where on they have not seen it. */
  enter(): void {
    const { currentId, open, view } = this.store.state;
    const [first] = this.#unseen();
    const known = this.memory.get(`read:${currentId}`) !== null;
    if (open && view === "thread") this.store.set({ fresh: (known && first?.seq) || null });
    this.markRead();
  }

  /** What the visitor has before their eyes is read; the rest is counted for the launcher. */
  markRead(): void {
    const { chat, currentId, open, view } = this.store.state;
    if (!currentId || !chat.conversation) return;
    const newest = chat.messages.at(-1)?.seq ?? 0;
    if (open && view === "thread") this.memory.set(`read:${currentId}`, String(newest));
    this.store.set({ unread: this.#unseen().length });
  }

  #unseen(): Message[] {
    const { chat, currentId } = this.store.state;
    const read = Number(this.memory.get(`read:${currentId}`));
    return chat.messages.filter((m) => m.seq > read && m.author.kind !== "visitor");
  }

  /** Screen readers hear each finished message once, not the words as they stream. */
  #announce(said: readonly string[]): void {
    if (said.length > 0) this.store.set({ announcement: said.join(" ") });
  }

  #line(state: LineState, status: number): void {
    if (state === "open") {
      clearTimeout(this.#trouble);
      this.#trouble = undefined;
      this.store.set({ troubled: false });
    } else if (state === "refused") {
      if (status) this.onRefused(status);
    } else if (state === "down") {
      this.#trouble ??= setTimeout(() => this.store.set({ troubled: true }), TROUBLE_AFTER_MS);
    }
  }
}

function wordsOf(messages: readonly Message[]): string[] {
  return messages
    .filter(({ author }) => author.kind !== "visitor")
    .map(({ author, text }) => (author.kind === "system" ? text : `${author.name}: ${text}`));
}

/** Who speaks from now on, where that is somebody else. */
function turnedTo(before: Conversation | null, now: Conversation | null): string[] {
  if (!before || !now || before.mode === now.mode) return [];
  if (now.mode === "human" && now.owner) return [`${now.owner.name} joined the conversation.`];
  return now.mode === "ai" && before.mode === "human" ? ["The assistant answers again."] : [];
}
