import { expect, test } from "vitest";
import { at, conversation, START, waiting } from "../testing/factories";
import { newWait } from "./useAlerts";

test("only a wait that has just begun rings", () => {
  expect(newWait(waiting(0, { id: "a" }), START + 5_000)).toBe(`a:${at(0)}`);
  expect(newWait(waiting(0), START + 61_000)).toBeNull();
  expect(newWait(conversation(), START)).toBeNull();
});
