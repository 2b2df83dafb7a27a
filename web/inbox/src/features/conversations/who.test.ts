import { expect, test } from "vitest";
import { says, whoIsHere } from "./who";

const kim = { id: "rep_kim", name: "Kim", state: "viewing" };
const sam = { id: "rep_sam", name: "Sam", state: "typing" };

test("names are listed as one says them", () => {
  expect(says([], "typing")).toBe("");
  expect(says(["Kim"], "typing")).toBe("Kim is typing");
  expect(says(["Kim", "Sam", "Alex"], "viewing")).toBe("Kim, Sam and Alex are viewing");
});

test("who types is told before who looks, and nobody is told of themselves", () => {
  expect(whoIsHere([kim], "rep_me")).toBe("Kim is viewing");
  expect(whoIsHere([kim, sam], "rep_me")).toBe("Sam is typing");
  expect(whoIsHere([kim, sam], "rep_sam")).toBe("Kim is viewing");
  expect(whoIsHere([{ ...sam, name: "Sam de Wit" }], "rep_me", true)).toBe("Sam is typing");
  expect(whoIsHere([{ ...kim, state: "away" }], "rep_me")).toBe("");
});
