import { expect, test } from "vitest";
import { heard } from "./bridge";

const HOST = "https://shop.test";
const from = window;
const said = (origin: string, data: unknown, source: Window | null = from) =>
  heard(new MessageEvent("message", { origin, data, source }), from, HOST);

test("a message of the right window and origin is heard", () => {
  expect(said(HOST, { baton: { type: "open" } })).toEqual({ type: "open" });
});

test.each([
  "https://shop.test.evil.test",
  "http://shop.test",
  "https://shop.test:8443",
  "https://evil.test",
  "null",
  "",
])("nothing is heard from %j", (origin) => {
  expect(said(origin, { baton: { type: "open" } })).toBeNull();
});

test("nothing is heard from another window of the right origin", () => {
  expect(said(HOST, { baton: { type: "open" } }, null)).toBeNull();
});

test.each([null, "open", 3, {}, { other: 1 }])("what is not ours is left alone: %j", (data) => {
  expect(said(HOST, data)).toBeNull();
});
