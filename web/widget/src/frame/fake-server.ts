/** The visitor's side of the API in memory: enough to drive the frame through its states in tests. */
import { assistant, createConversation, createMessage } from "@baton/shared/chat/factories";
import type { Conversation, Message } from "@baton/shared/chat/types";

const encoder = new TextEncoder();
const CITATION = {
  n: 1,
  title: "Import contacts",
  section: "From a CSV file",
  url: "/docs/import#csv",
  quote: "Open Contacts and choose Import.",
};

export class FakeServer {
  down = false;
  refuse = false;
  absent = false;
  /** Answers each message before it can be fetched. */
  prompt = "";
  messages: Message[] = [];
  #conversation: Conversation | null = null;
  #seq = 0;
  #log: { seq: number; bytes: Uint8Array }[] = [];
  #lines = new Set<ReadableStreamDefaultController<Uint8Array>>();

  get readers(): number {
    return this.#lines.size;
  }

  fetch = (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    if (this.down) return Promise.reject(new TypeError("network error"));
    const path = new URL(input as string, "http://x").pathname.replace("/api/v1/chat/", "");
    if (path.endsWith("/events")) {
      const after = Number(new Headers(init.headers).get("Last-Event-ID"));
      return Promise.resolve(this.#stream(after, init.signal));
    }
    const body = JSON.parse((init.body as string | undefined) ?? "{}") as Record<string, string>;
    const [status, reply] = this.#reply(`${init.method ?? "GET"} ${path}`, body);
    return Promise.resolve(Response.json(reply, { status }));
  };

  answer(text: string): void {
    const html = `<p>${text}</p>`;
    const turn = { turn_id: "t1", citations: text.includes("[1]") ? [CITATION] : [] };
    this.#say({ text, html, author: assistant, ...turn });
  }

  ask(text: string, choices: string[]): void {
    this.#say({ text, html: `<p>${text}</p>`, author: assistant, choices });
  }

  delta(text: string): void {
    this.#tell("answer.delta", { turn_id: "t1", epoch: 1, text });
  }

  takeOver(): void {
    this.#change({ mode: "human", owner: { id: "rep_1", name: "Maya Lindqvist" } });
  }

  #reply(route: string, body: Record<string, string>): [number, unknown] {
    const conversation = this.#conversation;
    if (this.absent) return [404, { code: "not_found" }];
    if (route === "POST sessions") return [201, SESSION];
    if (route === "GET conversations") return [200, { items: conversation ? [conversation] : [] }];
    if (route === "POST conversations" || route.endsWith("/messages")) return this.#post(body);
    if (route.startsWith("POST") && route.endsWith("/handoff")) {
      if (body["email"] && this.refuse) return [422, { code: "invalid" }];
      this.#change({ mode: "waiting" });
    }
    if (route.startsWith("DELETE")) this.#change({ mode: "ai" });
    const { messages } = this;
    return [200, { conversation: this.#conversation, messages, seq: this.#seq }];
  }

  #post(body: Record<string, string>): [number, unknown] {
    if (this.refuse) return [422, { code: "invalid" }];
    const known = this.messages.find(({ client_id }) => client_id === body.client_id);
    this.#conversation ??= createConversation();
    const message = known ?? this.#say({ text: body.text, client_id: body.client_id });
    if (this.prompt) this.answer(this.prompt);
    return [201, { conversation: this.#conversation, message }];
  }

  #say(change: Partial<Message>): Message {
    this.#seq += 1;
    const message = createMessage(this.#seq, change);
    this.messages.push(message);
    this.#tell("message.created", message, this.#seq);
    return message;
  }

  #change(change: Partial<Conversation>): void {
    if (!this.#conversation) return;
    this.#seq += 1;
    const epoch = this.#conversation.epoch + 1;
    this.#conversation = { ...this.#conversation, seq: this.#seq, epoch, ...change };
    this.#tell("conversation.updated", this.#conversation, this.#seq);
  }

  #tell(name: string, data: unknown, seq?: number): void {
    const id = seq === undefined ? "" : `id: ${seq}\n`;
    const bytes = encoder.encode(`${id}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    if (seq !== undefined) this.#log.push({ seq, bytes });
    for (const line of this.#lines) line.enqueue(bytes);
  }

  #stream(after: number, signal?: AbortSignal | null): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (line) => {
        this.#lines.add(line);
        for (const { seq, bytes } of this.#log) if (seq > after) line.enqueue(bytes);
        signal?.addEventListener("abort", () => {
          this.#lines.delete(line);
          line.error(new Error("aborted"));
        });
      },
    });
    return new Response(body);
  }
}

const SESSION = {
  visitor: { id: "vis_1", name: "Visitor" },
  token: "token",
  assistant: {
    name: "Fern",
    greeting: "Hi!",
    starters: ["How do I import?"],
    prechat: [],
    open_now: true,
    response_target_s: 300,
    theme: { accent: "#4f46e5", position: "right" },
  },
};
