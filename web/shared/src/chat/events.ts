/**
 * Server-sent events over fetch: headers can be sent (the visitor's token never stands in a URL), a
 * cut line is resumed from the last event that arrived whole, and a line that went silent is noticed.
 */
import { createParser } from "eventsource-parser";

export interface StreamEvent {
  /** The place in the durable order; passing events have none. */
  id: number | null;
  name: string;
  data: unknown;
}

/** `refused`: the server said no and asking again would not help (signed out, gone). */
export type LineState = "connecting" | "open" | "down" | "refused" | "closed";

export interface StreamOptions {
  url: string;
  /** Resume after this event; 0 means from the beginning. */
  after: number;
  headers?: () => Record<string, string>;
  credentials?: RequestCredentials;
  onEvent: (event: StreamEvent) => void;
  onState?: (state: LineState, status?: number) => void;
  heartbeatMs?: number;
  fetch?: typeof fetch;
  random?: () => number;
}

export interface Stream {
  close(): void;
  /** Try again now instead of waiting out the backoff. */
  hurry(): void;
}

const SILENCE_LIMIT = 2.5;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;
const HOPELESS = new Set([400, 401, 403, 404, 410]);

export function openStream(options: StreamOptions): Stream {
  const line = new Line(options);
  void line.run();
  return line;
}

class Line implements Stream {
  #options: StreamOptions;
  #cursor: number;
  #failures = 0;
  #closed = false;
  #request: AbortController | null = null;
  #wake: (() => void) | null = null;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#cursor = options.after;
    globalThis.addEventListener("online", this.hurry);
  }

  async run(): Promise<void> {
    while (!this.#closed) {
      this.#tell("connecting");
      const wait = await this.#connect();
      if (wait === null) return;
      this.#tell("down");
      await this.#pause(wait);
    }
  }

  close(): void {
    this.#stop("closed");
  }

  hurry = (): void => {
    this.#failures = 0;
    this.#wake?.();
  };

  #stop(state: LineState, status?: number): void {
    if (this.#closed) return;
    this.#closed = true;
    globalThis.removeEventListener("online", this.hurry);
    this.#request?.abort();
    this.#wake?.();
    this.#options.onState?.(state, status);
  }

  #tell(state: LineState): void {
    if (!this.#closed) this.#options.onState?.(state);
  }

  /** One connection, read to its end. Returns how long to wait in ms, null to stop for good. */
  async #connect(): Promise<number | null> {
    const request = new AbortController();
    this.#request = request;
    const watchdog = new Watchdog((this.#options.heartbeatMs ?? 15_000) * SILENCE_LIMIT, () =>
      request.abort(),
    );
    try {
      const response = await (this.#options.fetch ?? fetch)(this.#options.url, {
        headers: this.#headers(),
        credentials: this.#options.credentials ?? "omit",
        cache: "no-store",
        signal: request.signal,
      });
      if (HOPELESS.has(response.status)) {
        this.#stop("refused", response.status);
        return null;
      }
      if (!response.ok || !response.body) return this.#backoff(retryAfter(response));
      this.#tell("open");
      await this.#read(response.body, watchdog);
    } catch {
      // A cut line, an abort by the watchdog, no network: all of them mean "connect again".
    } finally {
      watchdog.stop();
      request.abort();
    }
    return this.#closed ? null : this.#backoff(0);
  }

  #headers(): Record<string, string> {
    const headers = { Accept: "text/event-stream", ...this.#options.headers?.() };
    return this.#cursor > 0 ? { ...headers, "Last-Event-ID": String(this.#cursor) } : headers;
  }

  /** Decoder and parser live as long as one connection, so a half-received event is dropped whole. */
  async #read(body: ReadableStream<Uint8Array>, watchdog: Watchdog): Promise<void> {
    const decoder = new TextDecoder();
    const parser = createParser({
      onEvent: ({ id, event, data }) => this.#deliver(id, event ?? "message", data),
    });
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#closed) return;
      watchdog.feed();
      this.#failures = 0;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }

  #deliver(id: string | undefined, name: string, data: string): void {
    if (this.#closed) return;
    const seq = id === undefined || id === "" ? null : Number(id);
    this.#options.onEvent({ id: seq, ...parsed(name, data) });
    if (seq !== null) this.#cursor = seq;
  }

  #backoff(atLeast: number): number {
    const limit = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures += 1;
    return Math.max(atLeast, limit * (0.5 + (this.#options.random ?? Math.random)() / 2));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** What cannot be read is not passed over in silence: a fresh fetch will show it. */
function parsed(name: string, data: string): { name: string; data: unknown } {
  try {
    return { name, data: data === "" ? null : JSON.parse(data) };
  } catch {
    return { name: "reset", data: null };
  }
}

class Watchdog {
  #timer: ReturnType<typeof setTimeout>;

  constructor(
    private readonly limitMs: number,
    private readonly bite: () => void,
  ) {
    this.#timer = setTimeout(bite, limitMs);
  }

  feed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.bite, this.limitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Milliseconds asked for by `Retry-After` in seconds; 0 when absent or a date. */
function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
