import { newClientId } from "../client-id";

/**
 * Messages that the server has not acknowledged. Each is stored with its id before the first POST and
 * sent in order with that same id until an answer comes: over reloads, lost lines and restarts of the
 * server. The server keeps one row per id, so sending again is harmless.
 */
export interface Outgoing {
  /** null: the message that opens a new conversation, and those typed before it has an id. */
  conversation_id: string | null;
  text: string;
}

interface Envelope {
  client_id: string;
  created_at: string;
  order: number;
  state: "pending" | "failed";
  /** Why it was refused, where somebody is to read it. */
  error?: string | undefined;
}

export type OutboxEntry<M extends Outgoing = Outgoing> = M & Envelope;

export type Delivery =
  | { kind: "sent"; conversation_id: string }
  /** Nobody knows whether it arrived (no network, 5xx, 429): ask again with the same id. */
  | { kind: "unknown"; retryAfterMs?: number }
  /** The server refused it; only the person who wrote it can decide what to do. */
  | { kind: "refused"; error?: string }
  /** The server refused it, and whoever delivers has put its text where it can be changed. */
  | { kind: "returned" };

export interface OutboxOptions<M extends Outgoing = Outgoing> {
  /** Own prefix per principal, so that nobody else's messages are ever sent. */
  prefix: string;
  deliver: (entry: OutboxEntry<M>) => Promise<Delivery>;
  onChange: (entries: OutboxEntry<M>[]) => void;
  storage?: Storage;
  random?: () => number;
  now?: () => number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

export class Outbox<M extends Outgoing = Outgoing> {
  readonly #options: OutboxOptions<M>;
  readonly #store: EntryStore<M>;
  #failures = 0;
  #sending = false;
  #stopped = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: OutboxOptions<M>) {
    this.#options = options;
    this.#store = new EntryStore(options.prefix, options.storage);
  }

  /** Show and send what an earlier page left behind. */
  start(): void {
    this.#stopped = false;
    globalThis.addEventListener("online", this.#hurry);
    this.#changed();
    this.#hurry();
  }

  stop(): void {
    this.#stopped = true;
    globalThis.removeEventListener("online", this.#hurry);
    clearTimeout(this.#timer);
  }

  entries(): OutboxEntry<M>[] {
    return this.#store.all();
  }

  add(message: M): OutboxEntry<M> {
    const now = this.#options.now?.() ?? Date.now();
    const last = this.entries().at(-1)?.order ?? 0;
    const entry: OutboxEntry<M> = {
      ...message,
      client_id: newClientId(),
      created_at: new Date(now).toISOString(),
      order: Math.max(now, last + 1),
      state: "pending",
    };
    this.#store.put(entry);
    this.#changed();
    this.#hurry();
    return entry;
  }

  retry(clientId: string): void {
    const entry = this.entries().find((known) => known.client_id === clientId);
    if (!entry) return;
    this.#store.put({ ...entry, state: "pending", error: undefined });
    this.#changed();
    this.#hurry();
  }

  discard(clientId: string): void {
    this.#store.remove(clientId);
    this.#changed();
  }

  #hurry = (): void => {
    this.#failures = 0;
    clearTimeout(this.#timer);
    void this.#flush();
  };

  async #flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let entry = this.#next(); entry; entry = this.#next()) {
        const delivery = await this.#attempt(entry);
        if (!this.#settle(entry, delivery)) return;
      }
    } finally {
      this.#sending = false;
    }
  }

  #next(): OutboxEntry<M> | undefined {
    return this.#stopped ? undefined : this.entries().find((entry) => entry.state === "pending");
  }

  async #attempt(entry: OutboxEntry<M>): Promise<Delivery> {
    try {
      return await this.#options.deliver(entry);
    } catch {
      return { kind: "unknown" };
    }
  }

  /** True when the next message may go; false when the queue has to wait. */
  #settle(entry: OutboxEntry<M>, delivery: Delivery): boolean {
    if (delivery.kind === "unknown") {
      if (!this.#stopped) this.#later(delivery.retryAfterMs ?? 0);
      return false;
    }
    this.#failures = 0;
    if (delivery.kind === "refused") this.#refused(entry, delivery.error);
    else if (delivery.kind === "returned") this.#store.remove(entry.client_id);
    else this.#delivered(entry, delivery.conversation_id);
    this.#changed();
    return true;
  }

  /** Another tab may have got through with it, or its author discarded it, meanwhile. */
  #refused(entry: OutboxEntry<M>, error: string | undefined): void {
    const kept = this.entries().some(({ client_id }) => client_id === entry.client_id);
    if (kept) this.#store.put({ ...entry, state: "failed", error });
  }

  #delivered(entry: OutboxEntry<M>, conversationId: string): void {
    this.#store.remove(entry.client_id);
    if (entry.conversation_id !== null) return;
    for (const other of this.entries()) {
      if (other.conversation_id === null) {
        this.#store.put({ ...other, conversation_id: conversationId });
      }
    }
  }

  #later(atLeast: number): void {
    const limit = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    const delay = limit * (0.5 + (this.#options.random ?? Math.random)() / 2);
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#flush(), Math.max(atLeast, delay));
  }

  #changed(): void {
    this.#options.onChange(this.entries());
  }
}

/** One storage key per message: two tabs never overwrite each other's list. */
class EntryStore<M extends Outgoing> {
  readonly #prefix: string;
  readonly #storage: Storage | null;
  readonly #memory = new Map<string, string>();

  constructor(prefix: string, storage: Storage | undefined) {
    this.#prefix = prefix;
    this.#storage = storage ?? browserStorage();
  }

  all(): OutboxEntry<M>[] {
    const texts = [...this.#memory.values(), ...this.#stored()];
    return texts
      .flatMap((text) => parseEntry<M>(text))
      .sort((one, other) => one.order - other.order);
  }

  put(entry: OutboxEntry<M>): void {
    const key = this.#prefix + entry.client_id;
    const text = JSON.stringify(entry);
    try {
      if (!this.#storage) throw new Error("no storage");
      this.#storage.setItem(key, text);
      this.#memory.delete(key);
    } catch {
      // Blocked or full storage: keep the message for the life of this page at least.
      this.#memory.set(key, text);
    }
  }

  remove(clientId: string): void {
    const key = this.#prefix + clientId;
    this.#memory.delete(key);
    this.#storage?.removeItem(key);
  }

  #stored(): string[] {
    const storage = this.#storage;
    if (!storage) return [];
    return Array.from({ length: storage.length }, (_, index) => storage.key(index))
      .filter((key): key is string => key?.startsWith(this.#prefix) ?? false)
      .map((key) => storage.getItem(key))
      .filter((text): text is string => text !== null);
  }
}

function parseEntry<M extends Outgoing>(text: string): OutboxEntry<M>[] {
  try {
    return [JSON.parse(text) as OutboxEntry<M>];
  } catch {
    return [];
  }
}

/** null where the browser blocks storage for an embedded page. */
export function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
