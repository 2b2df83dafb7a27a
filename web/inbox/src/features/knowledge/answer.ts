import type { RichNode } from "@baton/shared/chat/richtext";

/** `[2]` in a text becomes a mark of the second source, where there is one. */
export function withSources(nodes: readonly RichNode[], sources: readonly number[]): RichNode[] {
  return nodes.flatMap((node): RichNode[] => {
    if (typeof node === "string") return marked(node, sources);
    if ("cite" in node || node.tag === "code" || node.tag === "pre") return [node];
    return [{ ...node, children: withSources(node.children, sources) }];
  });
}

function marked(text: string, sources: readonly number[]): RichNode[] {
  return text
    .split(/(\[\d{1,2}\])/)
    .filter((part) => part !== "")
    .map((part) => {
      const cite = Number(/^\[(\d+)\]$/.exec(part)?.[1]);
      return sources.includes(cite) ? { cite } : part;
    });
}
