import { expect, test } from "vitest";
import { conversation } from "../../testing/factories";
import { isSendKey, sendLabel } from "./sending";

const enter = {
  key: "Enter",
  shiftKey: false,
  altKey: false,
  isComposing: false,
  sinceComposed: null,
};

test("Enter sends, Shift+Enter does not, and neither does a key of an input method", () => {
  expect(isSendKey(enter)).toBe(true);
  expect(isSendKey({ ...enter, shiftKey: true })).toBe(false);
  expect(isSendKey({ ...enter, isComposing: true })).toBe(false);
  expect(isSendKey({ ...enter, sinceComposed: 3 })).toBe(false);
  expect(isSendKey({ ...enter, sinceComposed: 900 })).toBe(true);
  expect(isSendKey({ ...enter, key: "a" })).toBe(false);
});

test("the button says when a reply silences the AI", () => {
  expect(sendLabel(conversation({ mode: "ai" }), "reply")).toBe("Take over and reply");
  expect(sendLabel(conversation({ mode: "waiting" }), "reply")).toBe("Take over and reply");
  expect(sendLabel(conversation({ mode: "human" }), "reply")).toBe("Reply");
  expect(sendLabel(conversation({ mode: "closed" }), "reply")).toBe("Reopen and reply");
  expect(sendLabel(conversation({ mode: "ai" }), "note")).toBe("Add note");
});
