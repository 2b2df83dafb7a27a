import { expect, test } from "vitest";
import { inReadingOrder, withoutMarks } from "./citations";

test.each([
  ["You can cancel at any time [1].", "You can cancel at any time."],
  ["Press Settings [1][2], then Plan [", "Press Settings, then Plan"],
  ["Press Settings [1", "Press Settings"],
  ["The field [name] stays", "The field [name] stays"],
])("%j without its marks", (text, expected) => {
  expect(withoutMarks(text)).toBe(expected);
});

const source = (n: number, title: string) => ({ n, title, section: "", url: "/docs", quote: "" });

test("sources are numbered in the order of their marks, those without one last", () => {
  const four = [source(1, "a"), source(2, "b"), source(4, "c"), source(5, "d")];
  const { nodes, citations } = inReadingOrder(
    [
      { tag: "p", children: ["One", { cite: 4 }, { cite: 1 }] },
      { tag: "p", children: [{ cite: 4 }] },
      { cite: 5 },
    ],
    four,
  );
  expect(citations.map(({ n, title }) => `${n} ${title}`)).toEqual(["1 c", "2 a", "3 d", "4 b"]);
  expect(nodes).toEqual([
    { tag: "p", children: ["One", { cite: 1 }, { cite: 2 }] },
    { tag: "p", children: [{ cite: 1 }] },
    { cite: 3 },
  ]);
});

test("marks stand without a gap behind the full stop of their sentence", () => {
  const sources = [source(1, "a"), source(2, "b")];
  const text = [
    "the right ",
    { cite: 1 },
    " ",
    { cite: 2 },
    ". Then ",
    { tag: "em", children: ["go"] },
    { cite: 1 },
    ":",
  ];
  expect(inReadingOrder(text, sources).nodes).toEqual([
    "the right",
    ".",
    { cite: 1 },
    { cite: 2 },
    " Then ",
    { tag: "em", children: ["go"] },
    ":",
    { cite: 1 },
  ]);
});
