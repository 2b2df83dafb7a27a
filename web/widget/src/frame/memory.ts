/** What this browser remembers of one assistant's chat; forgotten quietly where storage is blocked. */
import { browserStorage } from "@baton/shared/chat/outbox";

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

  get(name: "token" | "unsent" | `read:${string}`): string | null {
    const key = this.#prefix + name;
    return this.#fallback.get(key) ?? this.#storage?.getItem(key) ?? null;
  }

  set(name: "token" | "unsent" | `read:${string}`, value: string): void {
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
