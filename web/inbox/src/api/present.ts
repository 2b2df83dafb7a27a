import { skipToken, useQuery, type QueryClient } from "@tanstack/react-query";
import type { PresentRep } from "@baton/shared/api/index";

type Present = Record<string, PresentRep[]>;

/** Who of the team is at which conversation. Nothing fetches it: the inbox stream tells it. */
export const presentKey = ["present"] as const;
const NOBODY: PresentRep[] = [];

export function usePresent(conversationId: string): PresentRep[] {
  const present = useQuery<Present>({ queryKey: presentKey, queryFn: skipToken, initialData: {} });
  return present.data?.[conversationId] ?? NOBODY;
}

/** A new connection tells anew who is here; until then nobody is known to be. */
export function forgetPresent(client: QueryClient): void {
  client.setQueryData<Present>(presentKey, {});
}

export function noticePresent(client: QueryClient, data: unknown): void {
  const told = data as { conversation_id?: string; reps?: PresentRep[] } | null;
  const { conversation_id: id, reps } = told ?? {};
  if (!id || !reps) return;
  client.setQueryData<Present>(presentKey, (present) => ({ ...present, [id]: reps }));
}

/** Each conversation's newest word on who is here stands until the next. */
export function presentAt(name: string, data: unknown): string | null {
  if (name !== "presence") return null;
  return (data as { conversation_id?: string } | null)?.conversation_id ?? null;
}
