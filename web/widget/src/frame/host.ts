/** The frame's side of the bridge: it listens to, and talks to, exactly the page that embeds it. */
import { heard, tell, type ToFrame, type ToHost } from "../bridge";

export class Host {
  readonly #origin: string | null;
  readonly #window = globalThis.parent === globalThis.window ? null : globalThis.parent;

  #unread = 0;

  constructor(origin: string | null) {
    this.#origin = isOrigin(origin) ? origin : null;
  }

  /** false when the frame was opened as a page of its own. */
  get isEmbedded(): boolean {
    return this.#window !== null && this.#origin !== null;
  }

  tell(message: ToHost): void {
    if (this.#origin) tell(this.#window, this.#origin, message);
  }

  /** Each number once. */
  tellUnread(count: number): void {
    if (count === this.#unread) return;
    this.#unread = count;
    this.tell({ type: "unread", count });
  }

  listen(hear: (message: ToFrame | ToHost) => void): void {
    const origin = this.#origin;
    if (!origin) return;
    globalThis.addEventListener("message", (event: MessageEvent<unknown>) => {
      const message = heard(event, this.#window, origin);
      if (message) hear(message);
    });
  }
}

function isOrigin(text: string | null): boolean {
  try {
    return text !== null && new URL(text).origin === text;
  } catch {
    return false;
  }
}
