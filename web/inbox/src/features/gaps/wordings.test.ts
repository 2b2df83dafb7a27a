import { expect, test } from "vitest";
import { wordings } from "./wordings";

test("the same words are told once, with their number and the newest time", () => {
  const asked = [
    { question: "Is it free?", at: 3 },
    { question: "What does it cost?", at: 2 },
    { question: "is it  free?", at: 1 },
  ];
  expect(wordings(asked)).toEqual([
    { asked: asked[0], times: 2 },
    { asked: asked[1], times: 1 },
  ]);
});
