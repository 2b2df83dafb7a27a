import { parseMarkdown } from "@baton/shared/chat/markdown";
import type { RichNode } from "@baton/shared/chat/richtext";
import type { Conversation } from "../../api/types";

/** What a row says: what a person of the team answered, and before that what the visitor wants. */
export function preview({ last_message: last }: Conversation, me: string): string {
  if (!last) return "No messages yet";
  const { author, asked } = last;
  if (author.kind === "rep")
    return `${author.id === me ? "You" : author.name}: ${said(inOneLine(last.text))}`;
  return said(author.kind === "visitor" ? last.text : (asked ?? last.text));
}

/** A rep writes Markdown; one line of a list shows its words. */
function inOneLine(text: string): string {
  return words(parseMarkdown(text)).replaceAll(/\s+/g, " ").trim();
}

const INLINE = new Set(["a", "strong", "em", "code", "del"]);

function words(nodes: readonly RichNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      if ("cite" in node) return "";
      const inner = words(node.children);
      return INLINE.has(node.tag) ? inner : `${inner} `;
    })
    .join("");
}

function said(text: string): string {
  return text || "Sent a file";
}
