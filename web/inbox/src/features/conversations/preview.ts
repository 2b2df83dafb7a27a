import type { Conversation } from "../../api/types";

/** What a row says: what a person of the team answered, and before that what the visitor wants. */
export function preview({ last_message: last }: Conversation, me: string): string {
  if (!last) return "No messages yet";
  const { author, asked } = last;
  if (author.kind === "rep") return `${author.id === me ? "You" : author.name}: ${said(last.text)}`;
  return said(author.kind === "visitor" ? last.text : (asked ?? last.text));
}

function said(text: string): string {
  return text || "Sent a file";
}
