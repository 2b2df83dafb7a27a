import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "./app";
import { Chat } from "./chat";
import { FakeServer } from "./fake-server";
import { Host } from "./host";
import { Memory } from "./memory";

let server: FakeServer;
const pages: Chat[] = [];

beforeEach(() => {
  server = new FakeServer();
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe = () => undefined;
      disconnect = () => undefined;
    },
  );
  Element.prototype.scrollTo = () => undefined;
});

afterEach(() => {
  cleanup();
  pages.splice(0).forEach((page) => page.stop());
  localStorage.clear();
  vi.unstubAllGlobals();
});

async function open(): Promise<Chat> {
  const chat = new Chat("key", new Memory("key"), new Host(null));
  pages.push(chat);
  render(<App chat={chat} />);
  await chat.begin();
  return chat;
}

async function write(text: string): Promise<void> {
  const field = await screen.findByTestId("composer");
  fireEvent.input(field, { target: { value: text } });
  fireEvent.keyDown(field, { key: "Enter" });
}

function texts(): string[] {
  return screen.queryAllByTestId("message").map((row) => row.querySelector(".bubble")!.textContent);
}

test("a question asked back offers its choices as buttons until the visitor replies", async () => {
  await open();
  await write("export");
  await waitFor(() => expect(texts()).toEqual(["export"]));
  server.ask("Which of these do you mean?", ["Export deals", "Export contacts"]);
  fireEvent.click(await screen.findByRole("button", { name: "Export contacts" }));
  await waitFor(() => expect(texts().at(-1)).toBe("Export contacts"));
  expect(screen.queryByRole("button", { name: "Export deals" })).toBeNull();
});

test("a starter question opens a conversation and its answer cites its source", async () => {
  await open();
  fireEvent.click(await screen.findByRole("button", { name: "How do I import?" }));
  await waitFor(() => expect(texts()).toEqual(["How do I import?"]));
  server.answer("Open Import [1].");
  const citation = await screen.findByTestId("citation");
  expect(citation).toHaveProperty("href", `${location.origin}/docs/import#csv`);
  expect(citation.getAttribute("target")).toBe("_blank");
  fireEvent.focus(citation);
  expect(screen.getByRole("tooltip").textContent).toContain("Open Contacts and choose Import.");
});

test("a message is kept over a reload while the server is away, and sent once", async () => {
  await open();
  await write("first");
  await waitFor(() => expect(server.messages).toHaveLength(1));
  server.down = true;
  await write("second");
  await waitFor(() => expect(texts()).toHaveLength(2));
  cleanup();
  pages.splice(0).forEach((page) => page.stop());
  server.down = false;
  await open();
  await waitFor(() => expect(server.messages.map(({ text }) => text)).toEqual(["first", "second"]));
  await waitFor(() =>
    expect(screen.getAllByTestId("message").map((row) => row.dataset.state)).toEqual([
      "sent",
      "sent",
    ]),
  );
});

test("without a connection the visitor is told that the message is kept", async () => {
  await open();
  await write("first");
  await waitFor(() => expect(server.messages).toHaveLength(1));
  server.down = true;
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  await write("second");
  expect(await screen.findByText(/No connection\. Your message is kept/)).toBeDefined();
  online.mockReturnValue(true);
  server.down = false;
  fireEvent(window, new Event("online"));
  await waitFor(() => expect(server.messages).toHaveLength(2));
  await waitFor(() => expect(screen.queryByText(/No connection/)).toBeNull());
  online.mockRestore();
});

test("with a connection a slow server is not called a lost one", async () => {
  await open();
  await write("first");
  await waitFor(() => expect(server.messages).toHaveLength(1));
  server.down = true;
  vi.useFakeTimers({ now: Date.now() + 6_000, toFake: ["Date"] });
  await write("second");
  vi.setSystemTime(Date.now() + 6_000);
  expect(await screen.findByText(/takes longer than usual\. Your message is kept/)).toBeDefined();
  vi.useRealTimers();
});

test("a refused message says so and can be sent again", async () => {
  await open();
  await write("hello");
  await waitFor(() => expect(server.messages).toHaveLength(1));
  server.refuse = true;
  await write("again");
  const retry = await screen.findByRole("button", { name: "Try again" });
  expect(screen.getAllByTestId("message").at(-1)?.dataset.state).toBe("failed");
  server.refuse = false;
  fireEvent.click(retry);
  await waitFor(() => expect(server.messages.at(-1)?.text).toBe("again"));
});

test("waiting for a person can be asked for and withdrawn", async () => {
  await open();
  await write("hello");
  await waitFor(() => expect(server.messages).toHaveLength(1));
  fireEvent.click(screen.getByTestId("handoff-button"));
  const card = await screen.findByTestId("waiting-card");
  expect(card.textContent).toContain("within 5\u00a0minutes");
  fireEvent.click(within(card).getByTestId("withdraw"));
  await waitFor(() => expect(screen.queryByTestId("waiting-card")).toBeNull());
  expect(screen.getByTestId("speaker").dataset.mode).toBe("ai");
});

test("an address that could not be saved stays in its field, and a saved one can be changed", async () => {
  await open();
  await write("hello");
  await waitFor(() => expect(server.messages).toHaveLength(1));
  fireEvent.click(screen.getByTestId("handoff-button"));
  fireEvent.click(await screen.findByRole("button", { name: "Leave an e-mail address" }));
  const field = screen.getByLabelText<HTMLInputElement>("Your e-mail address");
  expect(document.activeElement).toBe(field);
  fireEvent.input(field, { target: { value: "ana@example.com" } });
  server.refuse = true;
  fireEvent.submit(field.form!);
  await screen.findByText(/That did not work/);
  expect(screen.getByLabelText<HTMLInputElement>("Your e-mail address").value).toContain("ana@");
  server.refuse = false;
  fireEvent.submit(field.form!);
  fireEvent.click(await screen.findByRole("button", { name: "Change" }));
  expect(screen.getByLabelText<HTMLInputElement>("Your e-mail address").value).toContain("ana@");
});

test("the keyboard is back in the field when what was pressed is gone", async () => {
  await open();
  await write("export");
  await waitFor(() => expect(server.messages).toHaveLength(1));
  for (const pressed of ["handoff-button", "withdraw"]) {
    const button = await screen.findByTestId(pressed);
    button.focus();
    fireEvent.click(button);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("composer")));
  }
  server.ask("Which?", ["Deals"]);
  const choice = await screen.findByRole("button", { name: "Deals" });
  choice.focus();
  fireEvent.click(choice);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("composer")));
});

test("what the visitor thinks of an answer is still shown after a reload", async () => {
  await open();
  await write("hello");
  await waitFor(() => expect(server.messages).toHaveLength(1));
  server.answer("Open Import [1].");
  fireEvent.click(await screen.findByRole("button", { name: "Helpful" }));
  await waitFor(() => expect(localStorage.getItem("baton:key:rated")).not.toBeNull());
  cleanup();
  pages.splice(0).forEach((page) => page.stop());
  await open();
  const thumb = await screen.findByRole("button", { name: "Helpful" });
  expect(thumb.getAttribute("aria-pressed")).toBe("true");
});

test("an answer that comes while the visitor looks is not marked as new, however fast", async () => {
  server.prompt = "At once.";
  await open();
  await write("hello");
  await waitFor(() => expect(texts()).toEqual(["hello", "At once."]));
  expect(screen.queryByText("New")).toBeNull();
});

test("asking for a person before the first message sends that wish", async () => {
  await open();
  fireEvent.click(await screen.findByTestId("handoff-button"));
  await screen.findByTestId("waiting-card");
  expect(texts()[0]).toContain("talk to a person");
});

test("a takeover drops the draft, names the person and keeps later words of the AI out", async () => {
  await open();
  await write("hello");
  await waitFor(() => expect(server.readers).toBe(1));
  server.delta("Let me ");
  expect((await screen.findByTestId("draft")).textContent).toContain("Let me");
  server.takeOver();
  await waitFor(() => expect(screen.queryByTestId("draft")).toBeNull());
  server.delta("late");
  expect(screen.getByTestId("speaker").textContent).toContain("Maya Lindqvist");
  expect(screen.queryByTestId("draft")).toBeNull();
});

test("a finished answer is announced once; its words as they stream are not", async () => {
  await open();
  await write("hello");
  await waitFor(() => expect(server.readers).toBe(1));
  server.delta("Open ");
  expect((await screen.findByTestId("draft")).getAttribute("aria-hidden")).toBe("true");
  server.answer("Open Import.");
  await waitFor(() =>
    expect(screen.getAllByRole("status").some((n) => n.textContent === "Fern: Open Import.")).toBe(
      true,
    ),
  );
});

test("Enter does not send while an input method composes, nor with Shift", async () => {
  await open();
  const field = await screen.findByTestId("composer");
  fireEvent.input(field, { target: { value: "にほん" } });
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
  expect(server.messages).toHaveLength(0);
});

test("when the chat cannot be reached there is a way to try again", async () => {
  server.down = true;
  await open();
  const again = await screen.findByRole("button", { name: "Try again" });
  server.down = false;
  fireEvent.click(again);
  expect(await screen.findByTestId("composer")).toBeDefined();
});

test("a page that names no assistant is told so, and nobody is asked to try again", async () => {
  server.absent = true;
  await open();
  expect(await screen.findByText(/No assistant has the key “key”/)).toBeDefined();
  expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
});
