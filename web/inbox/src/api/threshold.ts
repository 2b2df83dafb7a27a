import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { query, request } from "./http";
import type { ThresholdMeaning } from "./knowledge-types";

/** What a threshold would have meant on the assistant's own questions; the last answer stays meanwhile. */
export function useThreshold(assistant: string, value: number) {
  return useQuery({
    queryKey: ["threshold", assistant, value],
    queryFn: ({ signal }) =>
      request<ThresholdMeaning>(`/assistants/${assistant}/threshold${query({ value })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}
