import { expect, test } from "vitest";
import { initials } from "./names";
import { duration, shortTime } from "./time";

test.each([
  ["Maya Lindqvist", "ML"],
  ["maria del carmen ruiz", "MR"],
  ["Björk", "B"],
  ["𝒵oe 😀", "𝒵😀"],
  ["  ", "?"],
  ["Visitor CP66", "CP"],
  ["Visitor Services", "VS"],
])("initials of %j", (name, expected) => {
  expect(initials(name)).toBe(expected);
});

test.each([
  [-3, "0 s"],
  [59.4, "59 s"],
  [60, "1 min"],
  [5_400, "2 h"],
  [86_400, "1 day"],
  [200_000, "2 days"],
])("%d seconds", (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

test("times get shorter with distance", () => {
  const now = new Date(2026, 2, 12, 15, 0).getTime();
  const at = (day: number) => new Date(2026, 2, day, 9, 5).toISOString();
  expect(shortTime(at(12), now, "en-GB")).toBe("09:05");
  expect(shortTime(at(10), now, "en-GB")).toContain("Tue");
  expect(shortTime(at(1), now, "en-GB")).toBe("1 Mar");
});
