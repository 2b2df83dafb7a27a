/** Message text as elements: made from the allow-list of `parseRich`, never from raw HTML. */
import type { RichNode } from "@baton/shared/chat/richtext";
import { h, type JSX, type VNode } from "preact";
import type { Citation } from "@baton/shared/chat/types";
import { SourceLink } from "./sources";

/** Each reads in the direction of its own language. */
const BLOCKS = new Set("p ul ol h3 h4 blockquote table".split(" "));

/** A mark stands in the line of the words before it. */
const WORD_JOINER = "\u2060";

interface RichProps {
  nodes: RichNode[];
  /** None yet while the answer is being written: then marks are numbers that lead nowhere. */
  citations?: Citation[];
}

export function Rich({ nodes, citations }: RichProps): JSX.Element {
  return <>{nodes.map((node) => draw(node, citations))}</>;
}

function SourceNumber({ n }: { n: number }): JSX.Element {
  return (
    <span class="cite">
      <span class="source-number">{n}</span>
    </span>
  );
}

function draw(node: RichNode, citations: Citation[] | undefined): VNode | string | null {
  if (typeof node === "string") return node;
  if ("cite" in node) {
    const citation = citations?.find(({ n }) => n === node.cite);
    if (citations && !citation) return null;
    return (
      <>
        {WORD_JOINER}
        {citation ? <SourceLink citation={citation} inline /> : <SourceNumber n={node.cite} />}
      </>
    );
  }
  const children = node.children.map((child) => draw(child, citations));
  if (node.href) {
    const link = { href: node.href, target: "_blank", rel: "noopener noreferrer nofollow" };
    return h("a", link, children);
  }
  if (node.tag === "table")
    return <div class="scroll">{h(node.tag, { dir: "auto" }, children)}</div>;
  if (node.tag === "pre") return <pre tabIndex={0}>{children}</pre>;
  const direction = BLOCKS.has(node.tag) ? { dir: "auto" as const } : {};
  const start = node.start ? { start: node.start } : {};
  return h(node.tag, { ...direction, ...start }, children);
}
