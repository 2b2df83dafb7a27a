/**
 * The Markdown that people write in answers, as plain data: paragraphs, headings, lists, tables, quotes,
 * code, emphasis and links. HTML in it is text; only addresses that `safeUrl` lets through are links.
 */
import { ADDRESS, linked, withoutEnd } from "./links";
import { safeUrl, type RichElement, type RichNode } from "./richtext";

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^ {0,3}> ?(.*)$/;
const ROW = /^\s*\|.*\|\s*$/;
const DIVIDER = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/;

export function parseMarkdown(text: string): RichNode[] {
  return blocks(text.replaceAll("\r\n", "\n").split("\n"));
}

/** Reads one block at `at`; null when it is not one of its kind. */
type Reader = (lines: readonly string[], at: number) => [block: RichElement, next: number] | null;

const READERS: readonly Reader[] = [code, rule, heading, quote, table, list];

function blocks(lines: readonly string[]): RichNode[] {
  const found: RichNode[] = [];
  let at = 0;
  while (at < lines.length) {
    if (!lines[at]?.trim()) {
      at += 1;
      continue;
    }
    const [block, next] = read(lines, at) ?? paragraph(lines, at);
    found.push(block);
    at = next;
  }
  return found;
}

function read(lines: readonly string[], at: number): [RichElement, number] | null {
  for (const reader of READERS) {
    const block = reader(lines, at);
    if (block) return block;
  }
  return null;
}

function paragraph(lines: readonly string[], at: number): [RichElement, number] {
  let end = at + 1;
  while (lines[end]?.trim() && !read(lines, end)) end += 1;
  return [element("p", inline(lines.slice(at, end).map((line) => line.trim()))), end];
}

function code(lines: readonly string[], at: number): [RichElement, number] | null {
  const fence = FENCE.exec(lines[at] ?? "")?.[1];
  if (!fence) return null;
  let end = at + 1;
  while (end < lines.length && !lines[end]?.trim().startsWith(fence)) end += 1;
  const text = lines.slice(at + 1, end).join("\n");
  return [element("pre", [element("code", [text])]), end + 1];
}

function rule(lines: readonly string[], at: number): [RichElement, number] | null {
  return RULE.test(lines[at] ?? "") ? [element("hr", []), at + 1] : null;
}

function heading(lines: readonly string[], at: number): [RichElement, number] | null {
  const found = HEADING.exec(lines[at] ?? "");
  if (!found) return null;
  const tag = (found[1] ?? "").length < 3 ? "h3" : "h4";
  return [element(tag, inline([found[2] ?? ""])), at + 1];
}

function quote(lines: readonly string[], at: number): [RichElement, number] | null {
  const inner: string[] = [];
  for (let line = at; line < lines.length; line += 1) {
    const found = QUOTE.exec(lines[line] ?? "");
    if (!found) break;
    inner.push(found[1] ?? "");
  }
  return inner.length === 0 ? null : [element("blockquote", blocks(inner)), at + inner.length];
}

function table(lines: readonly string[], at: number): [RichElement, number] | null {
  if (!ROW.test(lines[at] ?? "") || !DIVIDER.test(lines[at + 1] ?? "")) return null;
  let end = at + 2;
  while (ROW.test(lines[end] ?? "")) end += 1;
  const row = (tag: string) => (line: string) =>
    element(
      "tr",
      cells(line).map((cell) => element(tag, inline([cell]))),
    );
  return [
    element("table", [
      element("thead", [row("th")(lines[at] ?? "")]),
      element("tbody", lines.slice(at + 2, end).map(row("td"))),
    ]),
    end,
  ];
}

function cells(line: string): string[] {
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function list(lines: readonly string[], at: number): [RichElement, number] | null {
  const first = itemOf(lines[at]);
  if (!first) return null;
  const items: string[][] = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? "";
    const item = itemOf(line);
    if (item && item.indent <= first.indent) {
      if (item.ordered !== first.ordered) break;
      items.push([item.text]);
    } else if (belongs(line, lines[end + 1], first.indent)) {
      items.at(-1)?.push(line.slice(first.indent + 2));
    } else break;
  }
  const children = items.map((item) => element("li", tight(blocks(item))));
  const block = element(first.ordered ? "ol" : "ul", children);
  return [first.number > 1 ? { ...block, start: first.number } : block, end];
}

function itemOf(line: string | undefined) {
  const found = ITEM.exec(line ?? "");
  if (!found) return null;
  const [indent, mark, text] = found.slice(1) as [string, string, string];
  const number = parseInt(mark, 10);
  return { indent: indent.length, ordered: number >= 0, number, text };
}

/** Whether a line that begins no item belongs to the one before: indented, or empty with more behind. */
function belongs(line: string, next: string | undefined, indent: number): boolean {
  return line.trim() ? /^\s/.test(line) : goesOn(next, indent);
}

/** Whether a list continues behind an empty line. */
function goesOn(line: string | undefined, indent: number): boolean {
  return line !== undefined && (ITEM.test(line) || line.startsWith(" ".repeat(indent + 2)));
}

/** An item of one paragraph needs no paragraph. */
function tight(nodes: RichNode[]): RichNode[] {
  return nodes.flatMap((node, index) =>
    index === 0 && typeof node === "object" && "tag" in node && node.tag === "p"
      ? node.children
      : [node],
  );
}

const INLINE = new RegExp(
  [
    /\\(?<escaped>[\\`*_[\]()#+\-.!|>])/,
    /(?<ticks>`+)(?<code>.+?)\k<ticks>/,
    /(?<two>\*\*|__)(?=\S)(?<strong>.+?)\k<two>/,
    /\*(?=[^\s*])(?<em>.+?)\*/,
    /(?<!\w)_(?=\S)(?<low>.+?)_(?!\w)/,
    /(?<image>!?)\[(?<label>[^\]]*)\]\((?<address>[^()\s]+)[^()]*\)/,
  ]
    .map(({ source }) => source)
    .concat(`(?<bare>${ADDRESS.source})`)
    .join("|"),
  "is",
);

function inline(lines: readonly string[]): RichNode[] {
  return lines.flatMap((line, index) => [
    ...(index > 0 ? [element("br", [])] : []),
    ...spans(line),
  ]);
}

function spans(text: string): RichNode[] {
  const found = INLINE.exec(text);
  if (!found) return text ? [text] : [];
  const groups: Groups = found.groups ?? {};
  const bare = groups["bare"] && withoutEnd(groups["bare"]);
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + (bare ?? found[0]).length);
  const nodes = bare ? [linked(bare)] : span(groups);
  return [...(before ? [before] : []), ...nodes, ...spans(after)];
}

type Groups = Record<string, string | undefined>;

function span(groups: Groups): RichNode[] {
  const { escaped, code, strong } = groups;
  const em = groups["em"] ?? groups["low"];
  if (escaped !== undefined) return [escaped];
  if (code !== undefined) return [element("code", [code])];
  if (strong !== undefined) return [element("strong", spans(strong))];
  if (em !== undefined) return [element("em", spans(em))];
  return link(groups);
}

/** An image becomes its description: nothing is loaded from elsewhere. */
function link({ image, label = "", address }: Groups): RichNode[] {
  if (image) return label ? [label] : [];
  const href = safeUrl(address ?? "");
  return href ? [{ tag: "a", href, children: spans(label) }] : spans(label);
}

function element(tag: string, children: RichNode[]): RichElement {
  return { tag, children };
}
