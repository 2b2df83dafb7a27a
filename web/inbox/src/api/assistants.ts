import type { AssistantOut, AssistantSettings } from "@baton/shared/api/index";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./http";
import type { Page } from "./types";

export type Assistant = AssistantOut;
export type Settings = AssistantSettings;

const KEY = ["assistants"] as const;

/** The assistants of the deployment; pickers hide when there are fewer than two. */
export function useAssistants() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await request<Page<Assistant>>("/assistants", { signal })).items,
    staleTime: 5 * 60_000,
    retry: false,
  });
}

/** Change single settings; the rest stays. */
export function useChangeSettings(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: Partial<Settings>) =>
      request<Assistant>(`/assistants/${id}`, { method: "PATCH", body: { settings } }),
    onSuccess: (changed) => {
      client.setQueryData<Assistant[]>(KEY, (known) =>
        known?.map((assistant) => (assistant.id === id ? changed : assistant)),
      );
    },
  });
}
