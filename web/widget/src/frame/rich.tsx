/** Message text as elements: made from the allow-list of `parseRich`, never from raw HTML. */
import type { RichNode } from "@baton/shared/chat/richtext";
import { h, type JSX, type VNode } from "preact";
import type { Citation } from "@baton/shared/chat/types";
import { SourceLink } from "./sources";

interface RichProps {
  nodes: RichNode[];
  citations: Citation[];
}

export function Rich({ nodes, citations }: RichProps): JSX.Element {
  return <>{nodes.map((node) => draw(node, citations))}</>;
}

function draw(node: RichNode, citations: Citation[]): VNode | string | null {
  if (typeof node === "string") return node;
  if ("cite" in node) {
    const citation = citations.find(({ n }) => n === node.cite);
    return citation ? <SourceLink citation={citation} inline /> : null;
  }
  const children = node.children.map((child) => draw(child, citations));
  if (node.href) {
    const link = { href: node.href, target: "_blank", rel: "noopener noreferrer nofollow" };
    return h("a", link, children);
  }
  if (node.tag === "table") return <div class="scroll">{h(node.tag, {}, children)}</div>;
  if (node.tag === "pre") return <pre tabIndex={0}>{children}</pre>;
  return h(node.tag, node.start ? { start: node.start } : {}, children);
}
