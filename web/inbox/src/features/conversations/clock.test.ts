import { expect, test } from "vitest";
import { at, conversation, message, START, waiting } from "../../testing/factories";
import { formatElapsed, spokenElapsed, urgency, waitOf } from "./clock";

test.each([
  [0, "0:00"],
  [-5_000, "0:00"],
  [5_900, "0:05"],
  [65_000, "1:05"],
  [3_599_000, "59:59"],
  [3_600_000, "1:00:00"],
  [90_000_000, "1 d 1 h"],
])("%d ms are written %s", (milliseconds, text) => {
  expect(formatElapsed(milliseconds)).toBe(text);
});

test("a screen reader hears no seconds", () => {
  expect(spokenElapsed(59_000)).toBe("less than a minute");
  expect(spokenElapsed(60_000)).toBe("1 minute");
  expect(spokenElapsed(7_300_000)).toBe("2 hours");
});

test.each([
  [149, "calm"],
  [150, "soon"],
  [299, "soon"],
  [300, "late"],
])("after %d of 300 promised seconds the clock is %s", (seconds, level) => {
  expect(urgency(at(0), at(300), START + seconds * 1000)).toBe(level);
});

test("without a promise a wait is never late", () => {
  expect(urgency(at(0), null, START + 9e9)).toBe("calm");
});

test("somebody waits in the queue, or for the rep who took them and has not answered", () => {
  const asks = message({ created_at: at(40) });
  const answers = message({ author: { kind: "rep", id: "rep_maya", name: "Maya" } });
  const held = { mode: "human", due_at: at(300) } as const;
  expect(waitOf(waiting(10))).toEqual({ since: at(10), due: at(310) });
  expect(waitOf(conversation({ ...held, last_message: asks }))).toEqual({
    since: at(40),
    due: at(300),
  });
  expect(waitOf(conversation({ ...held, last_message: answers }))).toBeNull();
  const { escalation } = waiting(10);
  const promises = message({ author: { kind: "assistant", id: "ast_1", name: "Guide" } });
  expect(waitOf(conversation({ ...held, escalation, last_message: promises }))).toEqual({
    since: at(10),
    due: at(300),
  });
  expect(waitOf(conversation())).toBeNull();
});
