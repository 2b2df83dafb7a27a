import { expect, test } from "vitest";
import { at, conversation, MAYA, TOM, waiting } from "../testing/factories";
import { applyChange, arrange, matches, type ListFilter, type View } from "./order";

const filter = (over: Partial<ListFilter> = {}): ListFilter => ({
  view: "all",
  tag: "",
  assistant: "",
  q: "",
  ...over,
});
const names = (rows: { id: string }[]) => rows.map(({ id }) => id);

test("those who wait stand first, the longest wait on top, then what changed last", () => {
  const rows = [
    conversation({ id: "old", updated_at: at(10) }),
    waiting(50, { id: "short-wait" }),
    conversation({ id: "new", updated_at: at(90) }),
    waiting(20, { id: "long-wait" }),
  ];
  expect(names(arrange(rows))).toEqual(["long-wait", "short-wait", "new", "old"]);
});

test("the same conversation on two pages is shown once, in its newest state", () => {
  const rows = [
    conversation({ id: "a", seq: 4, mode: "human" }),
    conversation({ id: "a", seq: 2, mode: "ai" }),
  ];
  expect(arrange(rows)).toEqual([rows[0]]);
});

test.each<[View, string[]]>([
  ["waiting", ["waits"]],
  ["mine", ["maya"]],
  ["human", ["maya", "tom"]],
  ["ai", ["ai"]],
  ["closed", ["closed"]],
  ["all", ["waits", "maya", "tom", "ai", "closed"]],
])("the view %s holds %j", (view, expected) => {
  const rows = [
    waiting(1, { id: "waits" }),
    conversation({ id: "maya", mode: "human", owner: MAYA }),
    conversation({ id: "tom", mode: "human", owner: TOM }),
    conversation({ id: "ai" }),
    conversation({ id: "closed", mode: "closed" }),
  ];
  expect(names(rows.filter((row) => matches(row, filter({ view }), MAYA.id)))).toEqual(expected);
});

test("tag and assistant narrow every view", () => {
  const row = conversation({ assistant_id: "ast_2", tags: [{ name: "billing", kind: "auto" }] });
  expect(matches(row, filter({ tag: "billing", assistant: "ast_2" }), MAYA.id)).toBe(true);
  expect(matches(row, filter({ tag: "refund" }), MAYA.id)).toBe(false);
  expect(matches(row, filter({ assistant: "ast_1" }), MAYA.id)).toBe(false);
});

test("a handoff puts the row into the waiting list and a takeover removes it", () => {
  const row = waiting(5, { id: "a", seq: 3 });
  const listed = applyChange([], row, filter({ view: "waiting" }), MAYA.id);
  expect(names(listed)).toEqual(["a"]);
  const taken = conversation({ id: "a", seq: 5, mode: "human", owner: TOM });
  expect(applyChange(listed, taken, filter({ view: "waiting" }), MAYA.id)).toEqual([]);
});

test("a hint that comes late does not bring back an older state", () => {
  const rows = [conversation({ id: "a", seq: 9, epoch: 3, mode: "human", owner: MAYA })];
  const late = waiting(5, { id: "a", seq: 7, epoch: 2 });
  expect(applyChange(rows, late, filter(), MAYA.id)).toEqual(rows);
});
