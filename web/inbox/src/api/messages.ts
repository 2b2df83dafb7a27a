import { request } from "./http";
import type { Conversation, Message, MessageKind } from "./types";

export interface Outgoing {
  client_id: string;
  text: string;
  kind: MessageKind;
  confirm?: boolean;
}

/** Store a reply (a takeover) or a note; the same `client_id` is stored once, however often it is sent. */
export function postMessage(conversationId: string, message: Outgoing) {
  return request<{ message: Message; conversation: Conversation }>(
    `/inbox/conversations/${conversationId}/messages`,
    {
      method: "POST",
      body: message,
    },
  );
}
