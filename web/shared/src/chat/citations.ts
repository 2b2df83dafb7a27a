/** Sources of an answer, as both apps show them. */
import type { RichNode } from "./richtext";
import type { Citation } from "./types";

/** Text for one line of a list: no `[1]`, whole or cut off. */
export function withoutMarks(text: string): string {
  return text.replace(/\s?\[\d{0,2}(\]|$)/g, "");
}

const STOP = /^\s?([.,;:!?…。，；：！？]+)/;

export interface Cited {
  nodes: RichNode[];
  citations: Citation[];
}

/** Sources numbered without holes, in the order in which a reader meets their marks. */
export function inReadingOrder(nodes: readonly RichNode[], citations: readonly Citation[]): Cited {
  const numbers = new Map<number, number>();
  for (const n of [...marks(nodes), ...citations.map((citation) => citation.n)])
    if (!numbers.has(n)) numbers.set(n, numbers.size + 1);
  const numberOf = (n: number) => numbers.get(n) ?? n;
  const renumbered = citations.map((citation) => ({ ...citation, n: numberOf(citation.n) }));
  return {
    nodes: renumber(nodes, numberOf),
    citations: renumbered.sort((one, other) => one.n - other.n),
  };
}

function marks(nodes: readonly RichNode[]): number[] {
  return nodes.flatMap((node) => {
    if (typeof node === "string") return [];
    return "cite" in node ? [node.cite] : marks(node.children);
  });
}

function renumber(nodes: readonly RichNode[], numberOf: (n: number) => number): RichNode[] {
  return closeUp(nodes).map((node) => {
    if (typeof node === "string") return node;
    if ("cite" in node) return { cite: numberOf(node.cite) };
    return { ...node, children: renumber(node.children, numberOf) };
  });
}

/** A mark stands right behind its sentence's full stop: no space before it, nothing after a gap. */
function closeUp(nodes: readonly RichNode[]): RichNode[] {
  const out: RichNode[] = [];
  for (const node of nodes) {
    const before = out.at(-1);
    if (typeof node === "string") {
      const stop = isMark(before) ? STOP.exec(node)?.[1] : undefined;
      if (stop) out.splice(out.findLastIndex((one) => !isMark(one)) + 1, 0, stop);
      const rest = stop ? node.replace(STOP, "") : node;
      if (rest) out.push(rest);
      continue;
    }
    if (isMark(node) && typeof before === "string") {
      out.pop();
      if (before.trimEnd()) out.push(before.trimEnd());
    }
    out.push(node);
  }
  return out;
}

function isMark(node: RichNode | undefined): boolean {
  return typeof node === "object" && "cite" in node;
}
