import { expect, test } from "vitest";
import { at, conversation, MAYA, message, updated } from "../../testing/factories";
import { buildTimeline, type TimelineItem } from "./timeline";

const told = (items: TimelineItem[]) =>
  items.flatMap((item) =>
    item.type === "event" ? [item.text] : item.type === "fold" ? [`(${item.events.length})`] : [],
  );
const tagged = (...names: string[]) =>
  conversation({ tags: names.map((name) => ({ name, kind: "manual" })) });

test.each([
  [3, ["Tag “a” added", "Tag “b” added", "Tag “c” added"]],
  [4, ["Tag “a” added", "(2)", "Tag “d” added"]],
  [6, ["Tag “a” added", "(4)", "Tag “f” added"]],
])("of %i minor changes in a row the ends are told", (many, lines) => {
  const names = "a b c d e f".split(" ").slice(0, many);
  const events = names.map((_, index) => updated(index + 1, tagged(...names.slice(0, index + 1))));
  expect(told(buildTimeline([], events, []))).toEqual(lines);
});

test("a message between them parts the changes, and a fold keeps its key while they go on", () => {
  const names = "a b c d e f g h".split(" ");
  const events = names.map((_, index) => updated(index + 2, tagged(...names.slice(0, index + 1))));
  const said = [message({ seq: 4.5 })];
  expect(told(buildTimeline(said, events, []))).toEqual([
    "Tag “a” added",
    "Tag “b” added",
    "Tag “c” added",
    "Tag “d” added",
    "(3)",
    "Tag “h” added",
  ]);
  const keys = (to: number) =>
    buildTimeline(said, events.slice(0, to), []).flatMap((item) =>
      item.type === "fold" ? [item.key] : [],
    );
  expect(keys(7)).toEqual(keys(8));
});

test("who may speak is told among however many other changes", () => {
  const human = conversation({ mode: "human", owner: MAYA });
  const held = (seconds: number) => ({ ...human, hold_until: at(seconds) });
  const holds = [2, 3, 4, 5, 6].map((seq) => updated(seq, held(seq * 600)));
  const events = [updated(1, human), ...holds, updated(7, conversation()), updated(8, tagged("a"))];
  const lines = told(buildTimeline([], events, []));
  expect(lines.map((line) => line.replace(/ until.*/, ""))).toEqual([
    "Maya Lindqvist took over",
    "AI on hold",
    "(3)",
    "AI on hold",
    "Handed back to the AI",
    "Tag “a” added",
  ]);
});

test("of many closings and reopenings the last is told, also when tags follow it", () => {
  const closed = conversation({ mode: "closed" });
  const again = [1, 2, 3].flatMap((n) => [updated(2 * n, closed), updated(2 * n + 1, tagged())]);
  const tags = ["a", "b", "c", "d"].map((_, n, names) =>
    updated(n + 9, { ...closed, tags: tagged(...names.slice(0, n + 1)).tags }),
  );
  expect(told(buildTimeline([], [...again, updated(8, closed), ...tags], []))).toEqual([
    "Closed",
    "(5)",
    "Closed",
    "Tag “a” added",
    "(2)",
    "Tag “d” added",
  ]);
});
