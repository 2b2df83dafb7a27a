import { expect, test } from "vitest";
import { isWeighed, verdictText } from "./verdict-text";

test("a question back says what made it necessary", () => {
  const words = { decision: "ask", answerable: 0.73 };
  expect(verdictText(words, 0.5, "Fern")).toContain("Several pages fit");
  expect(verdictText({ ...words, answerable: 0 }, 0.5, "Fern")).toContain("not clear");
});

test("only what was held against the documents has a place on the scale", () => {
  expect(isWeighed({ decision: "handoff", reason: "no_answer", answerable: 0 })).toBe(true);
  expect(isWeighed({ decision: "handoff", reason: "human_requested", answerable: 0 })).toBe(false);
  expect(isWeighed({ decision: "ask", answerable: 0 })).toBe(false);
});

test("a model that failed or may not be paid is named, since the documents would have answered", () => {
  const failed = { decision: "handoff", reason: "ai_failure", answerable: 0.84 };
  expect(verdictText(failed, 0.5, "Fern")).toContain("the model failed");
  const spent = { ...failed, reason: "budget_exhausted" };
  expect(verdictText(spent, 0.5, "Fern")).toContain("budget for the day is spent");
});
