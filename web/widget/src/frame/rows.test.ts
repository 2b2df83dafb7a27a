import { assistant, createConversation, createMessage, rep } from "@baton/shared/chat/factories";
import type { Conversation, Message } from "@baton/shared/chat/types";
import { expect, test } from "vitest";
import { rowsOf } from "./rows";
import { inkOn } from "./theme";
import { expectation } from "./waiting";

const NOW = Date.parse("2026-03-02T12:00:00Z");

test("a person who answers is announced once, and again after the assistant spoke", () => {
  const messages = [
    createMessage(1),
    createMessage(2, { author: rep }),
    createMessage(3),
    createMessage(4, { author: rep }),
    createMessage(5, { author: assistant }),
    createMessage(6, { author: rep }),
  ];
  const kinds = rowsOf(messages, NOW, null).map((row) => (row.kind === "message" ? "." : row.kind));
  expect(kinds.join(" ")).toBe("day . joined . . . back . joined .");
});

test("who speaks from now on is said before they have written a word", () => {
  const written = [createMessage(1), createMessage(2, { author: rep })];
  const last = (change: Partial<Conversation>, messages: Message[]) =>
    rowsOf(messages, NOW, null, createConversation(change)).at(-1)?.kind;
  const owner = { id: rep.id ?? "", name: rep.name };
  expect(last({ mode: "human", owner }, written.slice(0, 1))).toBe("joined");
  expect(last({ mode: "human", owner }, written)).toBe("message");
  expect(last({ mode: "ai" }, written)).toBe("back");
  expect(last({ mode: "ai" }, written.slice(0, 1))).toBe("message");
  expect(last({ mode: "waiting" }, written)).toBe("message");
});

test("only the first of several messages names its author", () => {
  const messages = [1, 2].map((seq) => createMessage(seq, { author: assistant }));
  const rows = rowsOf([...messages, createMessage(90, { author: assistant })], NOW, null);
  expect(rows.flatMap((row) => (row.kind === "message" ? [row.first] : []))).toEqual([
    true,
    false,
    true,
  ]);
});

test("what came while the chat was closed stands below a line, with its author's name", () => {
  const messages = [1, 2, 3].map((seq) => createMessage(seq, { author: assistant }));
  const rows = rowsOf(messages, NOW, 2).map((row) =>
    row.kind === "message" ? row.first : row.kind,
  );
  expect(rows).toEqual(["day", true, "fresh", true, false]);
});

test.each([
  ["#4f46e5", "#ffffff"],
  ["#f2c200", "#17171f"],
  ["#ffffff", "#17171f"],
])("text on %s is %s", (accent, ink) => {
  expect(inkOn(accent)).toBe(ink);
});

test.each([
  [false, 10, "away"],
  [true, 10, "within 5\u00a0minutes"],
  [true, 301, "longer than usual"],
])("what a waiting visitor is told (open: %s, waited %d s)", (open, waited, words) => {
  expect(expectation(open, waited, 300)).toContain(words);
});
