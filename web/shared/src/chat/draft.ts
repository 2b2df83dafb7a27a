/** An answer while it is being written, drawn as it will stand: half-written marks are closed or held back. */
import { inReadingOrder } from "./citations";
import { parseMarkdown } from "./markdown";
import type { RichNode } from "./richtext";

/** Addresses become links only with the finished answer, whose links the server has checked. */
export function parseDraft(text: string): RichNode[] {
  return inReadingOrder(parseMarkdown(whole(text)).flatMap(checked), []).nodes;
}

const MARKS = /(\[\d{1,2}(?:\s*[,;]\s*\d{1,2})*\])/;

function checked(node: RichNode): RichNode[] {
  if (typeof node === "string") return node.split(MARKS).flatMap(marksOf);
  if ("cite" in node || node.tag === "code" || node.tag === "pre") return [node];
  const children = node.children.flatMap(checked);
  return node.tag === "a" ? children : [{ ...node, children }];
}

function marksOf(part: string): RichNode[] {
  if (!MARKS.test(part)) return part ? [part] : [];
  return [...part.matchAll(/\d+/g)].map(([n]) => ({ cite: Number(n) }));
}

const FENCE = /^ {0,3}(?:```|~~~)/;
/** What may yet become a heading, an item, a quote, a rule or a fence. */
const BEGUN = /^\s*(?:#{1,6}|[-*+>_]+|\d{1,9}[.)]?|[`~]{1,3})?$/;
const DIVIDER = /^\s*\|(?:\s*:?-+:?\s*\|)+$/;

function whole(text: string): string {
  const lines = text.trimEnd().split("\n");
  const last = lines.pop() ?? "";
  if (lines.filter((line) => FENCE.test(line)).length % 2 === 1) {
    return (/^\s*[`~]{1,2}$/.test(last) ? lines : [...lines, last]).join("\n");
  }
  if (BEGUN.test(last)) return lines.join("\n");
  if (!last.trimStart().startsWith("|")) return [...lines, closed(last)].join("\n");
  return withRow(lines, last).join("\n");
}

/** A table shows from its divider on: before it, nobody knows that it is one. */
function withRow(lines: readonly string[], last: string): readonly string[] {
  const isRow = (line: string | undefined) => line?.trimStart().startsWith("|") ?? false;
  if (!isRow(lines.at(-1))) return lines;
  const row = last.endsWith("|") ? last : `${closed(last)}|`;
  const known = isRow(lines.at(-2)) || DIVIDER.test(row);
  if (!known) return lines.slice(0, -1);
  return last.trim() === "|" ? lines : [...lines, row];
}

/** Emphasis and code that are open at the end of the line end there; begun links and sources wait. */
function closed(line: string): string {
  const text = line
    .replace(/\s?\[[\d\s,;]*$/, "")
    .replace(/\[([^\]]*)(?:\]\([^)]*)?$/, "$1")
    .replace(/[*_`]+$/, "");
  const open: string[] = [];
  for (const [mark] of text.matchAll(/`+|\*\*|__|\*(?=\S)|(?<=\S)\*/g)) {
    const within = open.at(-1);
    if (within?.startsWith("`") && mark !== within) continue;
    const begun = open.lastIndexOf(mark);
    if (begun < 0) open.push(mark);
    else open.splice(begun);
  }
  return text + open.reverse().join("");
}
