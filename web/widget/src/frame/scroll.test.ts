import { expect, test } from "vitest";
import { restOf, startsInView } from "./scroll";

const VIEW_PX = 400;

/** A thread as laid out: each row's author and height, from top to bottom. */
function thread(rows: [author: string, height: number][], scrollTop = 0): HTMLElement {
  const box = document.createElement("div");
  let top = 0;
  for (const [author, height] of rows) {
    const row = document.createElement("div");
    row.className = `message from-${author}`;
    const at = top - scrollTop;
    row.getBoundingClientRect = () => new DOMRect(0, at, 300, height);
    box.append(row);
    top += height;
  }
  Object.defineProperties(box, {
    scrollHeight: { value: top },
    clientHeight: { value: VIEW_PX },
    scrollTop: { value: scrollTop },
  });
  box.getBoundingClientRect = () => new DOMRect(0, 0, 300, VIEW_PX);
  return box;
}

test("a short answer is followed to its end", () => {
  const rows = thread([
    ["assistant", 500],
    ["visitor", 50],
    ["assistant", 100],
  ]);
  expect(restOf(rows)).toBe(250);
});

test("an answer that just fits is seen to its end, its question may go", () => {
  const rows: [string, number][] = [
    ["assistant", 500],
    ["visitor", 50],
  ];
  expect(restOf(thread([...rows, ["assistant", 392]]))).toBe(542);
  expect(restOf(thread([...rows, ["assistant", 393]]))).toBe(492);
  expect(restOf(thread([...rows, ["assistant draft", 392]]))).toBe(492);
});

test.each([0, 300])("a long answer rests with its question on top, from %i px on", (scrollTop) => {
  const rows: [string, number][] = [
    ["assistant", 500],
    ["visitor", 50],
    ["assistant", 900],
  ];
  expect(restOf(thread(rows, scrollTop))).toBe(492);
});

test("a person's long second message rests at its own start", () => {
  const rows = thread([
    ["visitor", 50],
    ["rep", 300],
    ["rep", 900],
  ]);
  expect(restOf(rows)).toBe(342);
});

test.each([
  [100, true],
  [390, false],
])("a long answer that begins at %i px of 400 is known: %s", (asked, known) => {
  const rows: [string, number][] = [
    ["visitor", asked],
    ["assistant", 900],
  ];
  expect(startsInView(thread(rows))).toBe(known);
});
