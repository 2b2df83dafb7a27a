import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { request } from "./http";
import type { Draft, Gap, GapDetail, GapState } from "./knowledge-types";
import { pagedQuery } from "./paged";

const PAGE_SIZE = 50;

export const gapKeys = {
  all: ["gaps"] as const,
  list: (assistant: string, state: GapState) => ["gaps", "list", assistant, state] as const,
  one: (id: string) => ["gaps", "one", id] as const,
  draft: (id: string) => ["gap-draft", id] as const,
};

export function useGaps(assistant: string, state: GapState) {
  return useInfiniteQuery(
    pagedQuery<Gap>(gapKeys.list(assistant, state), "/gaps", {
      assistant,
      state,
      limit: PAGE_SIZE,
    }),
  );
}

export function useGap(id: string) {
  return useQuery({
    queryKey: gapKeys.one(id),
    queryFn: ({ signal }) => request<GapDetail>(`/gaps/${id}`, { signal }),
  });
}

/** The beginning of an entry, from what reps replied; asked for once per visit to the editor. */
export function useDraft(id: string) {
  return useQuery({
    queryKey: gapKeys.draft(id),
    queryFn: ({ signal }) =>
      request<Draft>(`/gaps/${id}/draft`, { method: "POST", body: {}, signal }),
    staleTime: Infinity,
    gcTime: 0,
  });
}

export function useMoveGap(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (move: "dismiss" | "reopen") =>
      request<Gap>(`/gaps/${id}/${move}`, { method: "POST", body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: gapKeys.all }),
  });
}
