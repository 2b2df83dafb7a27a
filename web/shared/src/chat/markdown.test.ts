import { expect, test } from "vitest";
import { parseMarkdown } from "./markdown";
import type { RichNode } from "./richtext";

function html(nodes: readonly RichNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      if ("cite" in node) return `[${node.cite}]`;
      const { tag, href, start, children } = node;
      const more = (href ? ` href=${href}` : "") + (start ? ` start=${start}` : "");
      return `<${tag}${more}>${html(children)}</${tag}>`;
    })
    .join("");
}

test.each([
  [
    "One *two* **three** `four`",
    "<p>One <em>two</em> <strong>three</strong> <code>four</code></p>",
  ],
  ["a\nb\n\nc", "<p>a<br></br>b</p><p>c</p>"],
  ["## Title\ntext", "<h3>Title</h3><p>text</p>"],
  ["1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"],
  ["3. three\n\n4. four", "<ol start=3><li>three</li><li>four</li></ol>"],
  ["- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"],
  ["> said\n> so", "<blockquote><p>said<br></br>so</p></blockquote>"],
  ["```js\n*a*\n```", "<pre><code>*a*</code></pre>"],
  [
    "| A | B |\n|---|:-:|\n| 1 | 2 |",
    "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
  ],
  ["[a](https://b.example/c)", "<p><a href=https://b.example/c>a</a></p>"],
  ["See https://b.example.", "<p>See <a href=https://b.example/>https://b.example</a>.</p>"],
  ["snake_case_name 2 * 3 * 4", "<p>snake_case_name 2 * 3 * 4</p>"],
])("%j", (text, expected) => {
  expect(html(parseMarkdown(text))).toBe(expected);
});

test("nothing that runs comes out: HTML stays text, images and scripts are no links", () => {
  expect(
    html(parseMarkdown("[x](javascript:alert(1)) ![pixel](https://e.example/p.gif)")),
  ).not.toMatch(/<(a|img)/);
  expect(parseMarkdown("<img src=x onerror=alert(1)>")).toEqual([
    { tag: "p", children: ["<img src=x onerror=alert(1)>"] },
  ]);
});

test("a long line of openers is read in time", () => {
  const began = performance.now();
  parseMarkdown("*a **b `".repeat(2_000));
  expect(performance.now() - began).toBeLessThan(1_000);
});
