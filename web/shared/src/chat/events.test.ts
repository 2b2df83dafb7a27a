import { afterEach, describe, expect, test, vi } from "vitest";
import { openStream, type LineState, type StreamEvent } from "./events";
import { recordedEvents, snapshotOf } from "./factories";
import { asChatEvent } from "./follow";
import { emptyChat, reduceChat } from "./reducer";

const events = recordedEvents();
const encoder = new TextEncoder();

/** The bytes the server sends to a reader at `after`. */
function recording(after: number): Uint8Array {
  const blocks = events
    .filter(({ seq }) => seq > after)
    .map(({ seq, name, data }) => `id: ${seq}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  return encoder.encode(`retry: 2000\n\n: keep-alive\n\n${blocks.join("")}`);
}

function streaming(bytes: Uint8Array, end: "close" | "error" | "hang" = "close"): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      if (end === "close") controller.close();
      if (end === "error") controller.error(new TypeError("network error"));
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

function lastEventId(init: RequestInit | undefined): number {
  return Number(new Headers(init?.headers).get("Last-Event-ID") ?? 0);
}

afterEach(() => vi.useRealTimers());

describe("a cut stream", () => {
  test.each(["close", "error"] as const)(
    "at any byte (%s) resumes to the full view",
    async (end) => {
      vi.useFakeTimers();
      const whole = recording(0);
      const expected = JSON.stringify(snapshotOf(events, 13).messages);
      for (let cut = 0; cut <= whole.length; cut += 1) {
        let state = reduceChat(emptyChat, { type: "snapshot", snapshot: snapshotOf(events, 0) });
        let first = true;
        const stream = openStream({
          url: "/events",
          after: 0,
          random: () => 0,
          fetch: (_url, init) => {
            const bytes = first ? whole.slice(0, cut) : recording(lastEventId(init));
            const how = first ? end : "hang";
            first = false;
            return Promise.resolve(streaming(bytes, how));
          },
          onEvent: (event) => {
            const known = asChatEvent(event);
            if (known) state = reduceChat(state, { type: "event", event: known, at: 0 });
          },
        });
        await vi.advanceTimersByTimeAsync(600);
        stream.close();
        expect(JSON.stringify(state.messages), `cut at ${cut}`).toBe(expected);
        expect(state.seq).toBe(13);
      }
    },
    30_000, // thousands of streams: a busy machine takes its time
  );

  test("bytes that arrive one by one are one event, also inside a character", async () => {
    const got: StreamEvent[] = [];
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of recording(0)) controller.enqueue(Uint8Array.of(byte));
      },
    });
    const stream = openStream({
      url: "/events",
      after: 0,
      fetch: () => Promise.resolve(new Response(body)),
      onEvent: (event) => got.push(event),
    });
    await vi.waitFor(() => expect(got).toHaveLength(events.length));
    stream.close();
    expect(got.map(({ data }) => data)).toEqual(events.map(({ data }) => data));
  });
});

describe("the line", () => {
  test("that stays silent for two and a half heartbeats is opened again", async () => {
    vi.useFakeTimers();
    const fetch = vi.fn((_url: unknown, init?: RequestInit) => {
      const { signal } = init!;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) =>
          signal?.addEventListener("abort", () => controller.error(new Error("aborted"))),
      });
      return Promise.resolve(new Response(body));
    });
    const stream = openStream({ url: "/e", after: 0, fetch, onEvent: () => undefined });
    await vi.advanceTimersByTimeAsync(37_000);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fetch).toHaveBeenCalledTimes(2);
    stream.close();
  });

  test("waits as long as the server asks", async () => {
    vi.useFakeTimers();
    const busy = () => new Response(null, { status: 503, headers: { "Retry-After": "7" } });
    const fetch = vi.fn(() => Promise.resolve(busy()));
    const stream = openStream({ url: "/e", after: 0, fetch, onEvent: () => undefined });
    await vi.advanceTimersByTimeAsync(6_900);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(fetch).toHaveBeenCalledTimes(2);
    stream.close();
  });

  test("is tried at once when the network is back", async () => {
    vi.useFakeTimers();
    const fetch = vi.fn(() => Promise.reject(new TypeError("offline")));
    const stream = openStream({ url: "/e", after: 0, fetch, onEvent: () => undefined });
    await vi.advanceTimersByTimeAsync(60_000);
    const before = fetch.mock.calls.length;
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(0);
    expect(fetch.mock.calls.length).toBe(before + 1);
    stream.close();
  });

  test("is given up when the server refuses it for good", async () => {
    const states: [LineState, number | undefined][] = [];
    const fetch = vi.fn(() => Promise.resolve(new Response(null, { status: 401 })));
    openStream({
      url: "/e",
      after: 0,
      fetch,
      onEvent: () => undefined,
      onState: (state, status) => states.push([state, status]),
    });
    await vi.waitFor(() => expect(states).toContainEqual(["refused", 401]));
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("asks for a fresh fetch when an event cannot be read", async () => {
    const got: StreamEvent[] = [];
    const stream = openStream({
      url: "/e",
      after: 0,
      fetch: () => Promise.resolve(streaming(encoder.encode("id: 1\ndata: {oops\n\n"), "hang")),
      onEvent: (event) => got.push(event),
    });
    await vi.waitFor(() => expect(got[0]?.name).toBe("reset"));
    stream.close();
  });
});
