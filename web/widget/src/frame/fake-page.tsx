import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, vi } from "vitest";
import { App } from "./app";
import { Chat } from "./chat";
import { FakeServer } from "./fake-server";
import { Host } from "./host";
import { Memory } from "./memory";

/** The chat on a server of each test's own; call it once at the top of a file of tests. */
export class FakePage {
  server = new FakeServer();
  readonly #chats: Chat[] = [];

  constructor() {
    beforeEach(() => this.#begin());
    afterEach(() => this.#end());
  }

  async open(): Promise<Chat> {
    const chat = new Chat("key", new Memory("key"), new Host(null));
    this.#chats.push(chat);
    render(<App chat={chat} />);
    await chat.begin();
    return chat;
  }

  async write(text: string): Promise<void> {
    const field = await screen.findByTestId("composer");
    fireEvent.input(field, { target: { value: text } });
    fireEvent.keyDown(field, { key: "Enter" });
  }

  texts(): string[] {
    const rows = screen.queryAllByTestId("message");
    return rows.map((row) => row.querySelector(".bubble")?.textContent ?? "");
  }

  leave(): void {
    cleanup();
    this.#chats.splice(0).forEach((chat) => chat.stop());
  }

  #begin(): void {
    this.server = new FakeServer();
    vi.stubGlobal("fetch", this.server.fetch);
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
    vi.stubGlobal(
      "ResizeObserver",
      class {
        observe = () => undefined;
        disconnect = () => undefined;
      },
    );
    Element.prototype.scrollTo = () => undefined;
  }

  #end(): void {
    this.leave();
    localStorage.clear();
    vi.unstubAllGlobals();
  }
}
