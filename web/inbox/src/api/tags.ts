import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { rememberConversation } from "./conversations";
import { request } from "./http";
import type { Conversation, Page } from "./types";

interface KnownTag {
  name: string;
}

/** Every tag of the team, for suggestions and the filter; none when the list is not to be had. */
export function useTags() {
  return useQuery({
    queryKey: ["tags"],
    queryFn: async ({ signal }) => {
      const page = await request<Page<KnownTag>>("/tags", { signal });
      return page.items.map((tag) => tag.name).sort((a, b) => a.localeCompare(b));
    },
    retry: false,
  });
}

export function useTagChange(id: string, me: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { add: string[]; remove: string[] }) =>
      request<{ conversation: Conversation }>(`/inbox/conversations/${id}/tags`, {
        method: "PATCH",
        body: change,
      }),
    onSuccess: ({ conversation }) => {
      rememberConversation(client, conversation, me);
      void client.invalidateQueries({ queryKey: ["tags"] });
    },
  });
}
