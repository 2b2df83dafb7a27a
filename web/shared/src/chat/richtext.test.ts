import { expect, test } from "vitest";
import { parseRich, safeUrl, type RichNode } from "./richtext";

function flat(nodes: RichNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      if ("cite" in node) return `{${node.cite}}`;
      const link = node.href ? ` ${node.href}` : "";
      return `<${node.tag}${link}>${flat(node.children)}</${node.tag}>`;
    })
    .join("");
}

test("lists, code and emphasis keep their shape", () => {
  const html = "<p>Do <strong>this</strong>:</p><ol start='3'><li><code>a[1]</code></li></ol>";
  expect(flat(parseRich(html, [1, 2]))).toBe(
    "<p>Do <strong>this</strong>:</p><ol><li><code>a[1]</code></li></ol>",
  );
  expect(parseRich(html)[1]).toMatchObject({ tag: "ol", start: 3 });
});

test("only numbers of existing sources become citations", () => {
  expect(flat(parseRich("<p>Yes [1], see [2] and [3] or [0].</p>", [1, 2]))).toBe(
    "<p>Yes {1}, see {2} and [3] or [0].</p>",
  );
});

test.each([
  ["<script>alert(1)</script>hi", "hi"],
  ["<img src=https://evil.test/?q=1 onerror=alert(1)>hi", "hi"],
  ["<p onclick=alert(1) style='x' class='y'>hi</p>", "<p>hi</p>"],
  ["<a href='javascript:alert(1)'>hi</a>", "hi"],
  ["<a href=' java\nscript:alert(1)'>hi</a>", "hi"],
  ["<a href='data:text/html,x'>hi</a>", "hi"],
  ["<svg><a href='javascript:alert(1)'>x</a></svg>hi", "hi"],
  ["<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>hi", "hi"],
  ["<template><p>x</p></template>hi", "hi"],
  ["<iframe srcdoc='<p>x'></iframe>hi", "hi"],
  ["<form><button formaction=javascript:alert(1)>x</button></form>hi", "hi"],
  ["<details open ontoggle=alert(1)>hi</details>", "hi"],
  ["<h1>hi</h1>", "hi"],
])("nothing harmful survives: %s", (html, expected) => {
  expect(flat(parseRich(html))).toBe(expected);
});

test("links may lead to web pages, mail and pages of our own", () => {
  expect(safeUrl("/docs/a#b", "https://chat.test")).toBe("https://chat.test/docs/a#b");
  expect(safeUrl("mailto:a@b.test")).toBe("mailto:a@b.test");
  expect(safeUrl("vbscript:x")).toBeNull();
  expect(safeUrl("http://[")).toBeNull();
});
