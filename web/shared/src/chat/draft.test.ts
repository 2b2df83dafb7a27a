import { expect, test } from "vitest";
import { parseDraft } from "./draft";
import type { RichNode } from "./richtext";

/** As a reader would see it, one tag after the other. */
function seen(text: string): string {
  return parseDraft(text).map(write).join("");
}

function write(node: RichNode): string {
  if (typeof node === "string") return node;
  if ("cite" in node) return `(${node.cite})`;
  return `<${node.tag}>${node.children.map(write).join("")}</${node.tag}>`;
}

test.each([
  ["You can **imp", "<p>You can <strong>imp</strong></p>"],
  ["You can **", "<p>You can</p>"],
  ["Choose `Import con", "<p>Choose <code>Import con</code></p>"],
  ["**bold with `code", "<p><strong>bold with <code>code</code></strong></p>"],
  ["2 * 3 and *so", "<p>2 * 3 and <em>so</em></p>"],
  ["Steps:\n\n1", "<p>Steps:</p>"],
  ["Steps:\n\n1. Open", "<p>Steps:</p><ol><li>Open</li></ol>"],
  ["- a\n- b\n  - **c", "<ul><li>a</li><li>b<ul><li><strong>c</strong></li></ul></li></ul>"],
  ["##", ""],
  ["## What", "<h3>What</h3>"],
  ["```bash\ncurl **x", "<pre><code>curl **x</code></pre>"],
  ["```\na\n``", "<pre><code>a</code></pre>"],
  ["```\na\n```\nThen", "<pre><code>a</code></pre><p>Then</p>"],
])("half-written Markdown is whole: %j", (text, html) => {
  expect(seen(text)).toBe(html);
});

test("a table shows from its divider on, row by row", () => {
  expect(seen("See:\n\n| a | b")).toBe("<p>See:</p>");
  expect(seen("See:\n\n| a | b |\n|")).toBe("<p>See:</p>");
  const head = "<p>See:</p><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>";
  expect(seen("See:\n\n| a | b |\n|--")).toBe(`${head}</tbody></table>`);
  const row = "<tr><td>1</td></tr></tbody></table>";
  expect(seen("See:\n\n| a | b |\n|---|---|\n| 1")).toBe(head + row);
});

test("sources are numbered as in the finished answer, and begun ones wait", () => {
  expect(seen("Open it [3]. Then this [1, 3]")).toBe("<p>Open it.(1) Then this(2)(1)</p>");
  expect(seen("Open it [")).toBe("<p>Open it</p>");
  expect(seen("Open it [1")).toBe("<p>Open it</p>");
  expect(seen("Run `a[1]`")).toBe("<p>Run <code>a[1]</code></p>");
});

test("nothing is a link before the server has seen it", () => {
  expect(seen("See [our page](https://evil.example) or https://evil.example/x.")).toBe(
    "<p>See our page or https://evil.example/x.</p>",
  );
  expect(seen("See [our page](https://ev")).toBe("<p>See our page</p>");
});

test("no word that was shown goes away when more come", () => {
  const answer =
    "You can **import** [1]:\n\n1. Open `Import`.\n2. Then *check* it.\n   - 50 MB\n\n```\ncurl x\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n### Next\nDone [2].";
  const words = (text: string) =>
    seen(text)
      .replace(/<[^>]*>|\(\d\)/g, "")
      .split(/\s+/)
      .join("");
  for (let end = 1; end < answer.length; end += 1) {
    const [now, next] = [words(answer.slice(0, end)), words(answer.slice(0, end + 1))];
    expect(next.startsWith(now), `${now} -> ${next}`).toBe(true);
  }
});
