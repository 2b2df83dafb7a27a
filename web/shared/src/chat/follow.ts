/** Keeps one conversation current: a fresh fetch, then its stream, and a fetch again when told to. */
import { openStream, type LineState, type Stream, type StreamEvent } from "./events";
import type { ChatAction } from "./reducer";
import type { ChatEvent, Snapshot } from "./types";

export interface FollowOptions {
  load: () => Promise<Snapshot>;
  url: string;
  headers?: () => Record<string, string>;
  credentials?: RequestCredentials;
  dispatch: (action: ChatAction) => void;
  onState?: (state: LineState, status?: number) => void;
  /** Tells which failures of `load` are final; all others are tried again. */
  isHopeless?: (error: unknown) => boolean;
  fetch?: typeof fetch;
}

const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000];

export function followConversation(options: FollowOptions): Stream {
  const follower = new Follower(options);
  void follower.start(false);
  return follower;
}

class Follower implements Stream {
  #options: FollowOptions;
  #stream: Stream | null = null;
  #closed = false;
  #wake: (() => void) | null = null;

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  close(): void {
    this.#closed = true;
    this.#stream?.close();
    this.#wake?.();
  }

  hurry(): void {
    this.#wake?.();
    this.#stream?.hurry();
  }

  async start(reset: boolean): Promise<void> {
    const snapshot = await this.#load();
    if (!snapshot || this.#closed) return;
    const { dispatch, url, headers, credentials } = this.#options;
    const after = firstToReplay(snapshot);
    dispatch({ type: "snapshot", snapshot: { ...snapshot, seq: after }, reset });
    this.#stream = openStream({
      url,
      headers,
      credentials,
      after,
      fetch: this.#options.fetch,
      onEvent: (event) => this.#take(event),
      onState: (state, status) => this.#line(state, status),
    });
  }

  async #load(): Promise<Snapshot | null> {
    for (let attempt = 0; !this.#closed; attempt += 1) {
      try {
        return await this.#options.load();
      } catch (error) {
        if (this.#options.isHopeless?.(error)) {
          this.#options.onState?.("refused");
          return null;
        }
        this.#options.onState?.("down");
        await this.#pause(RETRY_MS[attempt] ?? 15_000);
      }
    }
    return null;
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

  #take(event: StreamEvent): void {
    if (event.name === "reset") {
      this.#stream?.close();
      void this.start(true);
      return;
    }
    const known = asChatEvent(event);
    if (known) this.#options.dispatch({ type: "event", event: known, at: Date.now() });
  }

  #line(state: LineState, status?: number): void {
    if (this.#closed || state === "closed") return;
    if (state === "open" || state === "down") {
      this.#options.dispatch({ type: "line", open: state === "open" });
    }
    this.#options.onState?.(state, status);
  }
}

/**
 * A fetch does not tell that the AI already works on the newest question, but the events since that
 * question do. Applying an event again changes nothing.
 */
function firstToReplay({ messages, seq }: Snapshot): number {
  const newest = messages.at(-1);
  return newest?.author.kind === "visitor" ? Math.min(seq, newest.seq) : seq;
}

const DURABLE = new Set([
  "message.created",
  "conversation.updated",
  "turn.started",
  "turn.finished",
  "action.updated",
]);
const EPHEMERAL = new Set(["answer.delta", "answer.reset", "typing", "presence"]);

/** null for names this version does not know: the contract may grow. */
export function asChatEvent({ id, name, data }: StreamEvent): ChatEvent | null {
  if (id !== null && DURABLE.has(name)) return { name, seq: id, data } as ChatEvent;
  if (EPHEMERAL.has(name)) return { name, data: data ?? {} } as ChatEvent;
  return null;
}
