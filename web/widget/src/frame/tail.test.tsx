import { createMessage } from "@baton/shared/chat/factories";
import { act, renderHook } from "@testing-library/preact";
import { expect, test } from "vitest";
import { rowsOf } from "./rows";
import { useTail } from "./tail";

/** A box that measures these heights, one after the other. */
function box(...heights: number[]): { current: HTMLElement } {
  const current = document.createElement("div");
  Object.defineProperty(current, "scrollHeight", { get: () => heights.shift() });
  return { current };
}

function rows(messages: number, fresh: number | null = null) {
  const said = Array.from({ length: messages }, (_, index) => createMessage(index + 1));
  return rowsOf(said, Date.now(), fresh);
}

test("of a long thread the end is drawn, and older rows come in pieces without a jump", async () => {
  const all = rows(500);
  const scroller = box(3_000, 6_000);
  const shown = renderHook(() => useTail(scroller, "cnv_1", all));
  expect(all.length - shown.result.current.start).toBe(60);
  scroller.current.scrollTop = 700;
  await act(() => shown.result.current.olderWhenNear());
  expect(all.length - shown.result.current.start).toBe(60);
  scroller.current.scrollTop = 500;
  await act(() => shown.result.current.olderWhenNear());
  expect(all.length - shown.result.current.start).toBe(120);
  expect(scroller.current.scrollTop).toBe(3_500);
});

test("rows that are drawn stay while new ones arrive, and another thread begins at its own end", () => {
  const scroller = box();
  const shown = renderHook(({ key, all }) => useTail(scroller, key, all), {
    initialProps: { key: "cnv_1", all: rows(100) },
  });
  const { start } = shown.result.current;
  shown.rerender({ key: "cnv_1", all: rows(130) });
  expect(shown.result.current.start).toBe(start);
  shown.rerender({ key: "cnv_2", all: rows(10) });
  expect(shown.result.current.start).toBe(0);
});

test("the line above what is new is drawn however long ago that was", () => {
  const all = rows(500, 100);
  const scroller = box();
  const shown = renderHook(() => useTail(scroller, "cnv_1", all));
  expect(all.slice(shown.result.current.start).some(({ kind }) => kind === "fresh")).toBe(true);
});
