import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../../api/http";
import type { Outgoing } from "../../api/messages";
import { conversation, message } from "../../testing/factories";
import { RepOutbox, type OutboxPort } from "./outbox";

type Reply = Awaited<ReturnType<OutboxPort["post"]>>;
const stored: Reply = { message: message(), conversation: conversation() };
const held = new ApiError(409, "held_by_other", "Tom has taken this conversation.", {
  owner: { id: "rep_tom", name: "Tom" },
  message: message({ text: "I am on it" }),
});
const unreachable = new ApiError(0, "unreachable", "The server did not answer.");
const tooLong = new ApiError(422, "too_long", "The message is too long.");

function setUp(...answers: (Reply | Error)[]) {
  const posted: Outgoing[] = [];
  const giveBack = vi.fn<OutboxPort["giveBack"]>();
  const port: OutboxPort = {
    post: (_id, outgoing) => {
      posted.push(outgoing);
      const answer = answers.shift() ?? stored;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    stored: vi.fn(),
    giveBack,
  };
  const outbox = new RepOutbox("rep_maya", port);
  return { outbox, posted, giveBack, port, leave: outbox.start() };
}

const silent = (): OutboxPort => ({
  post: () => new Promise(() => undefined),
  stored: vi.fn(),
  giveBack: vi.fn(),
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const soon = () => vi.advanceTimersByTimeAsync(0);

test("what the server acknowledged leaves the outbox", async () => {
  const { outbox, port } = setUp();
  outbox.send("cnv_1", { text: "Hello", kind: "reply" });
  expect(outbox.read().items).toHaveLength(1);
  await soon();
  expect(outbox.read().items).toEqual([]);
  expect(port.stored).toHaveBeenCalledExactlyOnceWith("cnv_1", stored);
});

test("what may have arrived is sent again by itself, in order and with the same id", async () => {
  const { outbox, posted } = setUp(unreachable);
  outbox.send("cnv_1", { text: "First", kind: "reply" });
  outbox.send("cnv_1", { text: "Second", kind: "reply" });
  await soon();
  expect(outbox.read().items.map(({ state }) => state)).toEqual(["pending", "pending"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(posted.map(({ text }) => text)).toEqual(["First", "First", "Second"]);
  expect(posted[1]!.client_id).toBe(posted[0]!.client_id);
  expect(outbox.read().items).toEqual([]);
});

test("what was under way when the page was left is sent by the next one with the same id", async () => {
  const first = setUp(unreachable);
  first.outbox.send("cnv_1", { text: "Hello", kind: "reply" });
  await soon();
  first.leave();
  const { outbox, posted } = setUp();
  await soon();
  expect(posted).toEqual(first.posted);
  expect(outbox.read().items).toEqual([]);
});

test("a refused message waits for a decision: again, or back into the composer", async () => {
  const { outbox, posted, giveBack } = setUp(tooLong, tooLong);
  outbox.send("cnv_1", { text: "Hello", kind: "note" });
  await soon();
  expect(outbox.read().items).toMatchObject([
    { state: "failed", error: "Not sent: The message is too long." },
  ]);
  outbox.retry(posted[0]!.client_id);
  await soon();
  expect(posted).toHaveLength(2);
  outbox.edit(posted[0]!.client_id);
  expect(giveBack).toHaveBeenCalledExactlyOnceWith("cnv_1", "note", "Hello");
  expect(outbox.read().items).toEqual([]);
});

test("who was signed out has it sent when they are back", async () => {
  const { outbox, leave } = setUp(new ApiError(401, "signed_out", "Sign in first."));
  outbox.send("cnv_1", { text: "Hello", kind: "reply" });
  await soon();
  leave();
  expect(outbox.read().items).toMatchObject([{ state: "pending" }]);
  const { posted } = setUp();
  await soon();
  expect(posted).toMatchObject([{ text: "Hello" }]);
});

test("a conversation that another rep holds gives all replies back at once, and keeps notes", async () => {
  const { outbox, posted, giveBack } = setUp(held);
  outbox.send("cnv_1", { text: "My answer", kind: "reply" });
  outbox.send("cnv_1", { text: "For us", kind: "note" });
  outbox.send("cnv_1", { text: "And more", kind: "reply" });
  await soon();
  expect(giveBack).toHaveBeenCalledExactlyOnceWith("cnv_1", "reply", "My answer\nAnd more");
  expect(posted.map(({ text }) => text)).toEqual(["My answer", "For us"]);
  expect(outbox.read()).toMatchObject({
    items: [],
    conflicts: { cnv_1: { owner: "Tom", newest: { text: "I am on it" } } },
  });

  outbox.send("cnv_1", { text: "My answer", kind: "reply", confirm: true });
  await soon();
  expect(posted[2]).toMatchObject({ text: "My answer", confirm: true });
  expect(outbox.read()).toEqual({ items: [], conflicts: {} });
});

test("another rep on the same computer does not see it", () => {
  const maya = new RepOutbox("rep_maya", silent());
  maya.start();
  maya.send("cnv_1", { text: "Hello", kind: "reply" });
  const tom = new RepOutbox("rep_tom", silent());
  tom.start();
  expect(tom.read().items).toEqual([]);
});
