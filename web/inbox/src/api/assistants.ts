import { useQuery } from "@tanstack/react-query";
import { request } from "./http";
import type { Page } from "./types";

export interface Assistant {
  id: string;
  name: string;
}

/** The assistants of the deployment; the filter hides when there are fewer than two. */
export function useAssistants() {
  return useQuery({
    queryKey: ["assistants"],
    queryFn: async ({ signal }) =>
      (await request<Page<Assistant>>("/assistants", { signal })).items,
    staleTime: 5 * 60_000,
    retry: false,
  });
}
