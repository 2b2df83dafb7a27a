import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";
import { applyChange, arrange, needsServer, type ListFilter, type View } from "./order";
import { query, request } from "./http";
import { applyConversation, openThread, type ThreadState } from "./thread-state";
import type { Conversation, ConversationDetail, Page } from "./types";

const PAGE_SIZE = 100;

interface ListPage extends Page<Conversation> {
  counts?: Partial<Record<View, number>>;
}
type ListData = InfiniteData<ListPage, string>;

export const conversationKeys = {
  lists: ["conversations", "list"] as const,
  list: (filter: ListFilter) => ["conversations", "list", filter] as const,
  counts: ["conversations", "counts"] as const,
  one: (id: string) => ["conversation", id] as const,
};

export function listQuery(filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: conversationKeys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      request<ListPage>(
        `/inbox/conversations${query({ ...filter, limit: PAGE_SIZE, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (page: ListPage) => page.next_cursor ?? undefined,
    select: (data: ListData) => arrange(data.pages.flatMap((page) => page.items)),
  });
}

export function useConversationList(filter: ListFilter) {
  return useInfiniteQuery(listQuery(filter));
}

/** How many conversations each view holds. */
export type Counts = Partial<Record<View, number>>;

const countsQuery = queryOptions({
  queryKey: conversationKeys.counts,
  queryFn: async ({ signal }): Promise<Counts> => {
    const path = `/inbox/conversations${query({ view: "waiting", limit: 1 })}`;
    return (await request<ListPage>(path, { signal })).counts ?? {};
  },
});

export function useCounts() {
  return useQuery(countsQuery);
}

export function useConversation(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: conversationKeys.one(id),
    queryFn: async ({ signal }) => {
      const detail = await request<ConversationDetail>(`/inbox/conversations/${id}`, { signal });
      return openThread(
        detail,
        Date.now(),
        client.getQueryData<ThreadState>(conversationKeys.one(id)),
      );
    },
    structuralSharing: false,
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

/** Put one changed conversation into every list that is loaded, and into its open thread. */
export function rememberConversation(client: QueryClient, changed: Conversation, me: string): void {
  for (const list of client.getQueryCache().findAll({ queryKey: conversationKeys.lists })) {
    const key = list.queryKey;
    const filter = key[2] as ListFilter;
    if (needsServer(filter)) {
      if (list.state.data) void client.invalidateQueries({ queryKey: key });
      continue;
    }
    const patch = () => {
      client.setQueryData<ListData>(key, (data) => data && patchPages(data, changed, filter, me));
    };
    patch();
    // An answer on its way may have been read before this change, and would take it out again.
    if (list.state.fetchStatus === "fetching") void list.promise?.then(patch, () => undefined);
  }
  patchThread(client, changed.id, (state) => applyConversation(state, changed));
}

export function patchThread(
  client: QueryClient,
  id: string,
  change: (state: ThreadState) => ThreadState,
): void {
  client.setQueryData<ThreadState>(conversationKeys.one(id), (state) =>
    state ? change(state) : state,
  );
}

function patchPages(
  data: ListData,
  changed: Conversation,
  filter: ListFilter,
  me: string,
): ListData {
  const rows = data.pages.flatMap((page) => page.items);
  const next = applyChange(rows, changed, filter, me);
  const kept = new Set(next);
  const pages = data.pages.map((page, index) => ({
    ...page,
    items: [
      ...page.items.filter((row) => kept.has(row)),
      ...(index === 0 && kept.has(changed) ? [changed] : []),
    ],
  }));
  return { ...data, pages };
}

export type ConversationAction =
  | { name: "hand-back" | "close" | "reopen" }
  | { name: "take-over"; confirm?: boolean }
  | { name: "hold"; seconds: number };

export function useConversationAction(id: string, me: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: ConversationAction) =>
      request<{ conversation: Conversation }>(`/inbox/conversations/${id}/${action.name}`, {
        method: "POST",
        body: bodyOf(action),
      }),
    onSuccess: ({ conversation }) => rememberConversation(client, conversation, me),
  });
}

function bodyOf(action: ConversationAction): object {
  if (action.name === "hold") return { seconds: action.seconds };
  return action.name === "take-over" && action.confirm ? { confirm: true } : {};
}
