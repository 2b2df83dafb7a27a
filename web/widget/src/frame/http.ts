/** The visitor's side of the HTTP contract. The token travels in a header only. */
import type { SessionAssistant, SessionOut } from "@baton/shared/api/index";
import type { Conversation, Message, Snapshot } from "@baton/shared/chat/types";

export type Assistant = SessionAssistant;
export type Session = SessionOut;

/** A new conversation with its first message. */
export interface Started {
  conversation: Conversation;
  message: Message;
}

export interface PageSeen {
  url: string;
  title: string;
}

/** A reply that is not 2xx; `status` 0 means that no reply came at all. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly retryAfterMs: number,
  ) {
    super(`${status} ${code}`);
  }

  /** Asking again with the same words would give the same answer. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && ![408, 409, 425, 429].includes(this.status);
  }
}

const BASE = "/api/v1/chat";

export class ChatHttp {
  #token: string | null;

  constructor(token: string | null) {
    this.#token = token;
  }

  headers = (): Record<string, string> =>
    this.#token ? { Authorization: `Bearer ${this.#token}` } : {};

  async signIn(assistantKey: string, page: PageSeen | null): Promise<Session> {
    const token = this.#token ?? undefined;
    const session = await send<Session>("POST", "/sessions", {
      assistant_key: assistantKey,
      token,
      page: page ?? undefined,
    });
    this.#token = session.token;
    return session;
  }

  async conversations(): Promise<Conversation[]> {
    return (await this.#send<{ items: Conversation[] }>("GET", "/conversations?limit=20")).items;
  }

  thread(id: string): Promise<Snapshot> {
    return this.#send("GET", `/conversations/${id}`);
  }

  eventsUrl(id: string): string {
    return `${BASE}/conversations/${id}/events`;
  }

  start(body: { client_id: string; text: string; page?: PageSeen }): Promise<Started> {
    return this.#send("POST", "/conversations", body);
  }

  post(id: string, body: { client_id: string; text: string }): Promise<{ message: Message }> {
    return this.#send("POST", `/conversations/${id}/messages`, body);
  }

  handoff(id: string, email?: string): Promise<{ conversation: Conversation }> {
    return this.#send("POST", `/conversations/${id}/handoff`, { email });
  }

  withdraw(id: string): Promise<{ conversation: Conversation }> {
    return this.#send("DELETE", `/conversations/${id}/handoff`);
  }

  typing(id: string): Promise<void> {
    return this.#send("POST", `/conversations/${id}/typing`);
  }

  feedback(id: string, messageId: string, helpful: boolean): Promise<void> {
    return this.#send("POST", `/conversations/${id}/feedback`, { message_id: messageId, helpful });
  }

  #send<Reply>(method: string, path: string, body?: object): Promise<Reply> {
    return send(method, path, body, this.headers());
  }
}

const TIMEOUT_MS = 20_000;

async function send<Reply>(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(BASE + path, {
    method,
    headers: body ? { ...headers, "Content-Type": "application/json" } : headers,
    body: body && JSON.stringify(body),
    credentials: "omit",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new HttpError(0, "unreachable", 0);
  });
  if (!response.ok) throw await asError(response);
  return (response.status === 204 ? undefined : await response.json()) as Reply;
}

/** For requests that may be repeated: four tries within a few seconds. */
export async function patiently<Reply>(request: () => Promise<Reply>): Promise<Reply> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      if (attempt === 3 || !(error instanceof HttpError) || error.isFinal) throw error;
      await new Promise((resolve) => setTimeout(resolve, 600 * 2 ** attempt));
    }
  }
}

async function asError(response: Response): Promise<HttpError> {
  const seconds = Number(response.headers.get("Retry-After"));
  const problem = (await response.json().catch(() => ({}))) as { code?: string };
  return new HttpError(
    response.status,
    problem.code ?? "unknown",
    seconds > 0 ? seconds * 1000 : 0,
  );
}
