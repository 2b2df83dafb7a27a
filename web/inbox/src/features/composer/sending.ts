import type { Conversation, MessageKind } from "../../api/types";

/** What the send button says: whoever presses it must know that the AI falls silent. */
export function sendLabel(conversation: Conversation, kind: MessageKind): string {
  if (kind === "note") return "Add note";
  switch (conversation.mode) {
    case "ai":
    case "waiting":
      return "Take over and reply";
    case "closed":
      return "Reopen and reply";
    case "human":
      return "Reply";
  }
}

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  /** Milliseconds since a composition ended, when no key was let go since. */
  sinceComposed: number | null;
}

const SAME_STROKE_MS = 100;

/**
 * Enter sends, Shift+Enter is a new line; a key that belongs to an input method is never ours. Safari ends a
 * composition just before it tells of the Enter that confirmed it.
 */
export function isSendKey(press: KeyPress): boolean {
  const { key, shiftKey, altKey, isComposing, sinceComposed } = press;
  const confirms = isComposing || (sinceComposed !== null && sinceComposed < SAME_STROKE_MS);
  return key === "Enter" && !confirms && !shiftKey && !altKey;
}
