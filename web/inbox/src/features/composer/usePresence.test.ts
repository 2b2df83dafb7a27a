import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { serve, type Call } from "../../testing/server";
import { usePresence } from "./usePresence";

let calls: Call[];
const told = () => calls.map(({ body }) => (body as { state: string }).state);

beforeEach(() => {
  vi.useFakeTimers();
  calls = serve({ "POST /inbox/conversations/cnv_1/presence": { status: 204 } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("looking is told at once, repeated while it lasts, and taken back at the end", () => {
  const page = renderHook(() => usePresence("cnv_1"));
  vi.advanceTimersByTime(30_000);
  page.unmount();
  expect(told()).toEqual(["viewing", "viewing", "viewing", "away"]);
});

test("typing is told once in three seconds, and ends by itself", () => {
  const { result } = renderHook(() => usePresence("cnv_1"));
  for (let key = 0; key < 10; key += 1) {
    result.current(true);
    vi.advanceTimersByTime(400);
  }
  vi.advanceTimersByTime(5_000);
  expect(told()).toEqual(["viewing", "typing", "typing", "viewing"]);
});

test("sending ends typing at once, and only if there was some", () => {
  const { result } = renderHook(() => usePresence("cnv_1"));
  result.current(false);
  result.current(true);
  result.current(false);
  expect(told()).toEqual(["viewing", "typing", "viewing"]);
});
