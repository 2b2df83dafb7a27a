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
  keyCode: number;
}

const IME_KEY = 229;

/** Enter sends, Shift+Enter is a new line; a key that belongs to an input method is never ours. */
export function isSendKey(press: KeyPress): boolean {
  if (press.key !== "Enter" || press.isComposing || press.keyCode === IME_KEY) return false;
  return !press.shiftKey && !press.altKey;
}
