import { useMutation, useQueryClient } from "@tanstack/react-query";
import { conversationKeys } from "./conversations";
import { request } from "./http";

export interface AnswerFeedback {
  message_id: string;
  helpful: boolean;
  note?: string;
}

/** A rep's word on an answer of the AI; it is kept with the turn's trace. */
export function useGiveFeedback(conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (feedback: AnswerFeedback) =>
      request(`/inbox/conversations/${conversation}/feedback`, { method: "POST", body: feedback }),
    onSuccess: () => client.refetchQueries({ queryKey: conversationKeys.one(conversation) }),
  });
}
