/** What a visitor can do, and what happens then. Components call this and show the store. */
import { Outbox, type Delivery, type OutboxEntry } from "@baton/shared/chat/outbox";
import type { Host } from "./host";
import { ChatHttp, HttpError, patiently, type PageSeen } from "./http";
import type { Memory } from "./memory";
import { Store } from "./state";
import { inkOn } from "./theme";
import { Thread } from "./thread";

const TYPING_EVERY_MS = 3_000;
const FAILED = "That did not work. Please try again.";
const PERSON_WANTED = "I would like to talk to a person.";

export class Chat {
  readonly store = new Store();
  readonly #http: ChatHttp;
  readonly #thread: Thread;
  #outbox: Outbox | null = null;
  #page: PageSeen | null = null;
  #typedAt = 0;
  #wantsPerson = false;
  #renewing = false;

  constructor(
    readonly assistantKey: string,
    private readonly memory: Memory,
    private readonly host: Host,
  ) {
    this.#http = new ChatHttp(memory.get("token"));
    this.#thread = new Thread(this.store, this.#http, memory, (status) => this.#refused(status));
    this.store.subscribe(() => host.tellUnread(this.store.state.unread));
    this.store.set({ feedback: memory.ratings() });
    if (!host.isEmbedded) this.store.set({ open: true });
  }

  /** First contact: who am I to you, and where did we stop? */
  async begin(): Promise<void> {
    this.store.set({ phase: "loading" });
    try {
      const session = await this.#http.signIn(this.assistantKey, this.#page);
      this.memory.set("token", session.token);
      const conversations = await this.#http.conversations();
      const { accent = "", position = "right" } = session.assistant.theme;
      this.host.tell({ type: "look", accent, ink: inkOn(accent), side: position });
      this.store.set({ phase: "ready", assistant: session.assistant, conversations });
      this.#openOutbox(session.visitor.id);
      this.#resume();
    } catch (error) {
      const absent = error instanceof HttpError && error.status === 404;
      this.store.set({ phase: absent ? "absent" : "failed" });
    }
  }

  /** Leave no timer and no line open. */
  stop(): void {
    this.#outbox?.stop();
    this.#thread.stop();
  }

  send(text: string): void {
    if (!text.trim() || !this.#outbox) return;
    if (this.store.state.view === "home") this.startNew();
    this.#outbox.add({ text: text.trim(), conversation_id: this.store.state.currentId });
    this.#goOnWriting();
    this.host.tell({ type: "used" });
  }

  retry(clientId: string): void {
    this.#outbox?.retry(clientId);
  }

  discard(clientId: string): void {
    this.#outbox?.discard(clientId);
  }

  startNew(): void {
    this.store.set({ view: "thread", currentId: null, unread: 0 });
    this.#thread.show(null);
  }

  openThread(id: string): void {
    this.store.set({ view: "thread" });
    this.#thread.show(id);
    this.#thread.enter();
  }

  async goHome(): Promise<void> {
    this.store.set({ view: "home", notice: null });
    const conversations = await this.#http.conversations().catch(() => null);
    if (conversations) this.store.set({ conversations });
  }

  /** Works from anywhere: before the first message, the wish itself is that message. */
  async askForPerson(email?: string): Promise<boolean> {
    const id = this.store.state.view === "thread" ? this.store.state.currentId : null;
    if (id === null) {
      this.#wantsPerson = true;
      this.send(PERSON_WANTED);
      return true;
    }
    if (!email) this.#goOnWriting();
    const done = await this.#change(() => this.#http.handoff(id, email));
    if (done && email) this.#goOnWriting({ email });
    return done;
  }

  async withdraw(): Promise<void> {
    const id = this.store.state.currentId;
    this.#goOnWriting();
    if (id !== null) await this.#change(() => this.#http.withdraw(id));
  }

  async rate(messageId: string, helpful: boolean): Promise<void> {
    const { currentId, feedback } = this.store.state;
    if (!currentId) return;
    this.store.set({ feedback: { ...feedback, [messageId]: helpful } });
    try {
      await this.#http.feedback(currentId, messageId, helpful);
      this.memory.rate(messageId, helpful);
    } catch {
      this.store.set({ feedback, notice: FAILED });
    }
  }

  typing(text: string): void {
    this.memory.set("unsent", text);
    const { currentId, chat } = this.store.state;
    const someoneReads =
      chat.conversation?.mode === "human" || chat.conversation?.mode === "waiting";
    if (!text || currentId === null || !someoneReads) return;
    if (Date.now() - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = Date.now();
    this.#http.typing(currentId).catch(() => undefined);
  }

  unsent(): string {
    return this.memory.get("unsent") ?? "";
  }

  setOpen(open: boolean): void {
    const news = open && !this.store.state.open;
    this.store.set({ open });
    if (!news) return;
    this.#thread.hurry();
    this.#thread.enter();
    if (this.store.state.phase === "failed") void this.begin();
  }

  setPage(page: PageSeen): void {
    this.#page = page;
  }

  setWide(wide: boolean): void {
    this.store.set({ wide });
    this.host.tell({ type: "resize", wide });
  }

  close(): void {
    this.host.tell({ type: "close" });
  }

  dismissNotice(): void {
    this.store.set({ notice: null });
  }

  #goOnWriting(change: { email?: string } = {}): void {
    this.store.set({ ...change, focus: this.store.state.focus + 1 });
  }

  #openOutbox(visitorId: string): void {
    this.#outbox?.stop();
    this.#outbox = new Outbox({
      prefix: this.memory.outboxPrefix(visitorId),
      deliver: (entry) => this.#deliver(entry),
      onChange: (outbox) => {
        this.store.set({ outbox });
        this.#thread.showPending();
      },
    });
    this.#outbox.start();
  }

  /** Back to the newest conversation that is still going on, or to an unsent first message. */
  #resume(): void {
    const { conversations, outbox } = this.store.state;
    const [newest] = conversations;
    if (newest) this.host.tell({ type: "used" });
    const waiting = outbox.at(-1);
    if (waiting?.conversation_id === null) this.startNew();
    else if (waiting) this.openThread(waiting.conversation_id);
    else if (newest && newest.mode !== "closed") this.openThread(newest.id);
  }

  async #deliver(entry: OutboxEntry): Promise<Delivery> {
    const body = { client_id: entry.client_id, text: entry.text };
    try {
      const id = entry.conversation_id;
      if (id === null) return await this.#deliverFirst(body);
      const { message } = await this.#http.post(id, body);
      if (id === this.store.state.currentId) this.#thread.dispatch({ type: "message", message });
      return { kind: "sent", conversation_id: id };
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #deliverFirst(body: { client_id: string; text: string }): Promise<Delivery> {
    const started = await this.#http.start({ ...body, page: this.#page ?? undefined });
    const { conversation } = started;
    const { view, currentId } = this.store.state;
    if (view === "thread" && currentId === null) this.#thread.show(conversation.id, started);
    if (this.#wantsPerson) {
      this.#wantsPerson = false;
      void this.#change(() => this.#http.handoff(conversation.id));
    }
    return { kind: "sent", conversation_id: conversation.id };
  }

  #failed(error: unknown): Delivery {
    if (!(error instanceof HttpError)) return { kind: "unknown" };
    if (error.status === 401) this.#refused(401);
    return error.isFinal && error.status !== 401
      ? { kind: "refused" }
      : { kind: "unknown", retryAfterMs: error.retryAfterMs };
  }

  async #change(request: () => ReturnType<ChatHttp["handoff"]>): Promise<boolean> {
    this.store.set({ notice: null });
    try {
      const { conversation } = await patiently(request);
      if (conversation.id === this.store.state.currentId) {
        this.#thread.dispatch({ type: "conversation", conversation });
      }
      return true;
    } catch {
      this.store.set({ notice: FAILED });
      return false;
    }
  }

  /** The token no longer counts, or the conversation is gone: begin again, once at a time. */
  #refused(status: number): void {
    if (this.#renewing) return;
    this.#renewing = true;
    this.#thread.stop();
    this.store.set({ view: "home", currentId: null, fetching: false });
    if (status === 401) this.memory.set("token", "");
    void this.begin().finally(() => (this.#renewing = false));
  }
}
