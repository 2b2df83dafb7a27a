import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Outbox, type Delivery, type OutboxEntry, type OutboxOptions } from "./outbox";

/** A server that keeps one row per client id and can lose its answers. */
class Server {
  rows: OutboxEntry[] = [];
  script: ("ok" | "lost" | "down" | "refuse")[] = [];

  deliver = (entry: OutboxEntry): Promise<Delivery> => {
    const turn = this.script.shift() ?? "ok";
    if (turn === "refuse") return Promise.resolve({ kind: "refused" });
    if (turn !== "down" && !this.rows.some((row) => row.client_id === entry.client_id)) {
      this.rows.push(entry);
    }
    if (turn === "ok") return Promise.resolve({ kind: "sent", conversation_id: "cnv_1" });
    return Promise.reject(new TypeError("network error"));
  };
}

let server: Server;
let shown: OutboxEntry[];

function open(change: Partial<OutboxOptions> = {}): Outbox {
  const outbox = new Outbox({
    prefix: "baton:outbox:",
    deliver: server.deliver,
    onChange: (entries) => (shown = entries),
    ...change,
  });
  outbox.start();
  return outbox;
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
  shown = [];
});
afterEach(() => vi.useRealTimers());

test("a message is stored before it is sent", () => {
  let storedAtSend = 0;
  const deliver = (entry: OutboxEntry) => {
    storedAtSend = localStorage.length;
    return server.deliver(entry);
  };
  open({ deliver }).add({ text: "hi", conversation_id: "cnv_1" });
  expect(storedAtSend).toBe(1);
});

test("a lost answer is asked for again with the same id and stored once", async () => {
  server.script = ["lost", "down", "lost"];
  open().add({ text: "hi", conversation_id: "cnv_1" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.rows.map(({ text }) => text)).toEqual(["hi"]);
  expect(shown).toEqual([]);
});

test("a reload between store and answer loses and doubles nothing", async () => {
  server.script = ["lost"];
  const before = open();
  before.add({ text: "first", conversation_id: "cnv_1" });
  before.add({ text: "second", conversation_id: "cnv_1" });
  await vi.advanceTimersByTimeAsync(0);
  before.stop();
  open();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.rows.map(({ text }) => text)).toEqual(["first", "second"]);
  expect(localStorage.length).toBe(0);
});

test("two tabs with the same messages send each of them once", async () => {
  server.script = ["down"];
  const one = open();
  one.add({ text: "a", conversation_id: "cnv_1" });
  one.add({ text: "b", conversation_id: "cnv_1" });
  open();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.rows.map(({ text }) => text)).toEqual(["a", "b"]);
});

test("messages typed while the first one opens the conversation follow it there", async () => {
  const outbox = open();
  outbox.add({ text: "first", conversation_id: null });
  outbox.add({ text: "second", conversation_id: null });
  await vi.advanceTimersByTimeAsync(0);
  expect(server.rows.map(({ conversation_id }) => conversation_id)).toEqual([null, "cnv_1"]);
});

test("a refused message stays, lets others pass, and goes when asked to", async () => {
  server.script = ["refuse"];
  const outbox = open();
  const entry = outbox.add({ text: "too long", conversation_id: "cnv_1" });
  outbox.add({ text: "next", conversation_id: "cnv_1" });
  await vi.advanceTimersByTimeAsync(0);
  expect(shown.map(({ state }) => state)).toEqual(["failed"]);
  expect(server.rows.map(({ text }) => text)).toEqual(["next"]);
  outbox.retry(entry.client_id);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.rows.map(({ text }) => text)).toEqual(["next", "too long"]);
});

test("a discarded message is not sent", async () => {
  server.script = ["refuse"];
  const outbox = open();
  const entry = outbox.add({ text: "never mind", conversation_id: "cnv_1" });
  await vi.advanceTimersByTimeAsync(0);
  outbox.discard(entry.client_id);
  expect(shown).toEqual([]);
  expect(localStorage.length).toBe(0);
});

test("the server's Retry-After is waited out", async () => {
  const deliver = vi
    .fn<(entry: OutboxEntry) => Promise<Delivery>>()
    .mockResolvedValueOnce({ kind: "unknown", retryAfterMs: 5_000 })
    .mockResolvedValue({ kind: "sent", conversation_id: "cnv_1" });
  open({ deliver }).add({ text: "hi", conversation_id: "cnv_1" });
  await vi.advanceTimersByTimeAsync(4_900);
  expect(deliver).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(deliver).toHaveBeenCalledTimes(2);
});

test("without storage messages are still sent while the page lives", async () => {
  const storage = {
    length: 0,
    key: () => null,
    removeItem: () => undefined,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  } as unknown as Storage;
  server.script = ["down"];
  open({ storage }).add({ text: "hi", conversation_id: "cnv_1" });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.rows).toHaveLength(1);
});
