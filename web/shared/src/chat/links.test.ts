import { expect, test } from "vitest";
import { parsePlain } from "./links";
import { parseMarkdown } from "./markdown";
import type { RichNode } from "./richtext";

/** The text with its links marked: `see <https://a.example>.` */
function marked(nodes: readonly RichNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      if ("cite" in node) return `[${node.cite}]`;
      const inner = marked(node.children);
      return node.tag === "a" ? `<${inner}>` : inner;
    })
    .join("");
}

const ADDRESSES = [
  ["at the end of a sentence", "See https://a.example/help.", "See <https://a.example/help>."],
  ["asked for", "Is it https://a.example?", "Is it <https://a.example>?"],
  ["with a query", "https://a.example/?q=1&b=2#top,", "<https://a.example/?q=1&b=2#top>,"],
  ["in brackets", "(see http://a.example/b)", "(see <http://a.example/b>)"],
  ["with brackets", "https://a.example/Foo_(bar)", "<https://a.example/Foo_(bar)>"],
  ["with both", "(https://a.example/Foo_(bar)).", "(<https://a.example/Foo_(bar)>)."],
  ["in quotes", '"https://a.example"', '"<https://a.example>"'],
  ["in curly quotes", "“https://a.example/b”", "“<https://a.example/b>”"],
  ["in large letters", "HTTPS://A.EXAMPLE/B", "<HTTPS://A.EXAMPLE/B>"],
  ["twice", "https://a.example, https://b.example", "<https://a.example>, <https://b.example>"],
  ["before another script", "https://a.example。次", "<https://a.example>。次"],
  ["with a name before the host", "https://a.example@b.example/c", "https://a.example@b.example/c"],
  ["with a password", "https://me:secret@b.example", "https://me:secret@b.example"],
  ["with an @ in its path", "https://a.example/@me", "<https://a.example/@me>"],
  ["within a word", "xhttps://a.example", "xhttps://a.example"],
  ["without a host", "https:// or https://...", "https:// or https://..."],
  ["of another kind", "javascript:alert(1) ftp://a.example", "javascript:alert(1) ftp://a.example"],
] as const;

test.each(ADDRESSES)("an address %s", (_, text, expected) => {
  expect(marked(parsePlain(text))).toBe(expected);
});

test.each(ADDRESSES)("an address %s, in Markdown", (_, text, expected) => {
  expect(marked(parseMarkdown(text))).toBe(expected);
});

test("plain text stays as it is, with its marks, its spaces and its lines", () => {
  const text = "  *a* [b](c)\n\n<b>d</b> [1] ";
  expect(parsePlain(text)).toEqual([text]);
  expect(parsePlain("")).toEqual([]);
});

test("what a link shows is where it leads", () => {
  expect(parsePlain("https://a.example/ü")).toEqual([
    { tag: "a", href: "https://a.example/%C3%BC", children: ["https://a.example/ü"] },
  ]);
});
