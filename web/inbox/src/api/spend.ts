import { useQuery } from "@tanstack/react-query";
import { query, request } from "./http";
import type { Spend } from "./knowledge-types";

const DAYS = 30;

/** What the model of one assistant cost on the last thirty days. */
export function useSpend(assistant: string) {
  return useQuery({
    queryKey: ["spend", assistant],
    queryFn: ({ signal }) =>
      request<Spend>(`/insights/spend${query({ assistant, days: DAYS })}`, { signal }),
  });
}
