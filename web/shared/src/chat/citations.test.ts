import { expect, test } from "vitest";
import { withoutMarks } from "./citations";

test.each([
  ["You can cancel at any time [1].", "You can cancel at any time."],
  ["Press Settings [1][2], then Plan [", "Press Settings, then Plan"],
  ["Press Settings [1", "Press Settings"],
  ["The field [name] stays", "The field [name] stays"],
])("%j without its marks", (text, expected) => {
  expect(withoutMarks(text)).toBe(expected);
});
