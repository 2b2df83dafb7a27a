import { expect, test } from "vitest";
import { conversation, START, waiting } from "../testing/factories";
import { newWait } from "./useAlerts";

test("only a wait that has just begun rings", () => {
  expect(newWait(waiting(0, { id: "a", epoch: 2 }), START + 5_000)).toBe("a:2");
  expect(newWait(waiting(0), START + 61_000)).toBeNull();
  expect(newWait(conversation(), START)).toBeNull();
});

test("who waits again after a rep stayed silent rings, however long they have waited", () => {
  const released = waiting(0, { id: "a", epoch: 4 });
  expect(newWait(released, START + 400_000, "human")).toBe("a:4");
  expect(newWait(released, START + 500_000, "waiting")).toBeNull();
});
