/** What this browser remembers of one assistant's chat; forgotten quietly where storage is blocked. */
import { browserStorage } from "@baton/shared/chat/outbox";

type Name = "token" | "unsent" | "rated" | `read:${string}`;

const RATINGS = 100;

export class Memory {
  readonly #prefix: string;
  readonly #storage = browserStorage();
  readonly #fallback = new Map<string, string>();

  constructor(assistantKey: string) {
    this.#prefix = `baton:${assistantKey}:`;
  }

  outboxPrefix(visitorId: string): string {
    return `${this.#prefix}outbox:${visitorId}:`;
  }

  /** What this visitor thinks of answers, by message; the newest ones. */
  ratings(): Record<string, boolean> {
    try {
      return JSON.parse(this.get("rated") ?? "{}") as Record<string, boolean>;
    } catch {
      return {};
    }
  }

  rate(messageId: string, helpful: boolean): void {
    const others = Object.entries(this.ratings()).filter(([id]) => id !== messageId);
    const kept = [...others, [messageId, helpful]].slice(-RATINGS);
    this.set("rated", JSON.stringify(Object.fromEntries(kept)));
  }

  get(name: Name): string | null {
    const key = this.#prefix + name;
    return this.#fallback.get(key) ?? this.#storage?.getItem(key) ?? null;
  }

  set(name: Name, value: string): void {
    const key = this.#prefix + name;
    try {
      if (!this.#storage) throw new Error("storage is blocked");
      if (value) this.#storage.setItem(key, value);
      else this.#storage.removeItem(key);
      this.#fallback.delete(key);
    } catch {
      this.#fallback.set(key, value);
    }
  }
}
