import { expect, test } from "vitest";
import { presenceWords } from "./PresenceLine";

const presence = (id: string, name: string, state: "viewing" | "typing" | "away", at = 0) => ({
  [id]: { rep: { id, name }, state, at },
});

test("others are named, oneself is not, and those who left are gone", () => {
  const here = {
    ...presence("rep_maya", "Maya", "typing"),
    ...presence("rep_tom", "Tom", "viewing"),
    ...presence("rep_ida", "Ida", "viewing"),
    ...presence("rep_lee", "Lee", "away"),
  };
  expect(presenceWords({ presence: here, typing: null }, "rep_maya", 0)).toEqual([
    "Tom and Ida are viewing",
  ]);
});

test("typing that was not heard of again turns into viewing", () => {
  const here = presence("rep_tom", "Tom", "typing");
  expect(presenceWords({ presence: here, typing: null }, "rep_maya", 1_000)).toEqual([
    "Tom is typing",
  ]);
  expect(presenceWords({ presence: here, typing: null }, "rep_maya", 31_000)).toEqual([
    "Tom is viewing",
  ]);
});

test("a visitor who types is shown for a few seconds", () => {
  const typing = { author: { kind: "visitor" as const, name: "Ana" }, at: 0 };
  expect(presenceWords({ presence: {}, typing }, "rep_maya", 2_000)).toEqual(["Ana is typing"]);
  expect(presenceWords({ presence: {}, typing }, "rep_maya", 9_000)).toEqual([]);
});
