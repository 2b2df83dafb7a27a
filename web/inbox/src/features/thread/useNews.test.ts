import { emptyChat } from "@baton/shared/chat/reducer";
import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message } from "../../api/types";
import { conversation, MAYA, message } from "../../testing/factories";
import { markSeen } from "../conversations/seen";
import { useNews } from "./useNews";

let counter = 0;
let id: string;
const NOW = Date.parse("2026-05-04T12:00:00Z");
const said = (seq: number, over: Partial<Message> = {}) =>
  message({ seq, created_at: new Date(NOW - 60_000).toISOString(), ...over });
const mine = { kind: "rep" as const, id: MAYA.id, name: MAYA.name };

function look(first: Message[]) {
  const state = (messages: Message[]) => {
    const seq = messages.at(-1)?.seq ?? 0;
    return { chat: { ...emptyChat, messages }, conversation: conversation({ id, seq }) };
  };
  const hook = renderHook(({ messages }) => useNews(id, state(messages), MAYA.id), {
    initialProps: { messages: first },
  });
  return { ...hook, arrive: (messages: Message[]) => hook.rerender({ messages }) };
}

function turnTo(hidden: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(hidden);
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  id = `cnv_news_${++counter}`;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("a conversation that was never looked at has no line", () => {
  expect(look([said(1), said(2)]).result.current).toBeNull();
});

test("the line stands before the first message of others since the last look, and stays", () => {
  markSeen(id, 2);
  const { result, arrive } = look([said(1), said(2), said(3, { author: mine }), said(4), said(5)]);
  expect(result.current).toBe(4);
  arrive([said(4), said(5), said(6, { created_at: new Date(NOW + 5_000).toISOString() })]);
  expect(result.current).toBe(4);
});

test("what arrives while the rep looks on is not new, what was only fetched late is", () => {
  markSeen(id, 1);
  const live = said(3, { created_at: new Date(NOW + 5_000).toISOString() });
  const { result, arrive } = look([said(1)]);
  arrive([said(1), live]);
  expect(result.current).toBeNull();
  arrive([said(1), said(2), live]);
  expect(result.current).toBe(2);
});

test("who returns to the window finds a line before what came meanwhile", () => {
  const { result, arrive, rerender } = look([said(1)]);
  turnTo(true);
  rerender({ messages: [said(1)] });
  arrive([said(1), said(2, { created_at: new Date(NOW + 5_000).toISOString() })]);
  expect(result.current).toBeNull();
  vi.setSystemTime(NOW + 60_000);
  turnTo(false);
  arrive([said(1), said(2, { created_at: new Date(NOW + 5_000).toISOString() })]);
  expect(result.current).toBe(2);
});
