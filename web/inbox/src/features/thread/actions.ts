import type { ConversationAction } from "../../api/conversations";
import type { Conversation } from "../../api/types";

export const HOLDS: readonly { seconds: number; label: string }[] = [
  { seconds: 300, label: "5 minutes" },
  { seconds: 900, label: "15 minutes" },
  { seconds: 3600, label: "1 hour" },
];

export type ActionName = ConversationAction["name"];

/** Which buttons make sense now; the server has the last word. */
export function offered(conversation: Conversation, me: string): ActionName[] {
  switch (conversation.mode) {
    case "ai":
      return ["take-over", "hold", "close"];
    case "waiting":
      return ["take-over", "hold", "hand-back", "close"];
    case "human":
      return conversation.owner?.id === me
        ? ["hold", "hand-back", "close"]
        : ["take-over", "hold", "hand-back", "close"];
    case "closed":
      return ["reopen"];
  }
}
