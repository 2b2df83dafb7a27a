import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { request } from "./http";
import type { NewSource, Source, SourceChange, SourceText } from "./knowledge-types";
import { mapRows, pagedQuery, type Paged } from "./paged";
import { upload } from "./upload";

const PAGE_SIZE = 100;

export const sourceKeys = {
  all: ["sources"] as const,
  lists: ["sources", "list"] as const,
  list: (assistant: string) => ["sources", "list", assistant] as const,
  one: (id: string) => ["sources", "one", id] as const,
  text: (id: string) => ["source-text", id] as const,
};

export function useSources(assistant: string) {
  return useInfiniteQuery(
    pagedQuery<Source>(sourceKeys.list(assistant), "/sources", { assistant, limit: PAGE_SIZE }),
  );
}

export function useSource(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: sourceKeys.one(id),
    queryFn: ({ signal }) => request<Source>(`/sources/${id}`, { signal }),
    initialData: () => knownSource(client, id),
    initialDataUpdatedAt: 0,
  });
}

/** A pasted text as it was given; read anew whenever it is to be changed. */
export function useSourceText(id: string) {
  return useQuery({
    queryKey: sourceKeys.text(id),
    queryFn: ({ signal }) => request<SourceText>(`/sources/${id}/text`, { signal }),
    gcTime: 0,
    staleTime: Infinity,
  });
}

/** A row of a loaded list, so that a source opens at once. */
export function knownSource(client: QueryClient, id: string): Source | undefined {
  return client
    .getQueriesData<Paged<Source>>({ queryKey: sourceKeys.lists })
    .flatMap(([, data]) => data?.pages.flatMap((page) => page.items) ?? [])
    .find((source) => source.id === id);
}

/** Put a changed source everywhere it is shown; lists that gain or lose it are read again. */
export function rememberSource(client: QueryClient, source: Source): void {
  client.setQueryData(sourceKeys.one(source.id), source);
  for (const { queryKey } of client.getQueryCache().findAll({ queryKey: sourceKeys.lists })) {
    const listed = source.assistant_ids.includes(queryKey[2] as string);
    const data = client.getQueryData<Paged<Source>>(queryKey);
    const rows = data?.pages.flatMap((page) => page.items) ?? [];
    if (rows.some(({ id }) => id === source.id) === listed)
      client.setQueryData<Paged<Source>>(queryKey, (pages) =>
        mapRows(pages, (row) => (row.id === source.id ? source : row)),
      );
    else void client.invalidateQueries({ queryKey });
  }
}

export function forgetSource(client: QueryClient, id: string): void {
  client.setQueriesData<Paged<Source>>({ queryKey: sourceKeys.lists }, (pages) =>
    mapRows(pages, (row) => (row.id === id ? null : row)),
  );
  client.removeQueries({ queryKey: sourceKeys.one(id) });
}

export function useAddSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (source: NewSource) =>
      request<Source>("/sources", { method: "POST", body: source }),
    onSuccess: (source) => rememberSource(client, source),
  });
}

export interface Upload {
  files: readonly File[];
  assistantIds: readonly string[];
  name: string;
  /** Sent again with the same id, the files are stored once. */
  clientId: string;
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

export function useUploadFiles() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ files, assistantIds, name, clientId, onProgress, signal }: Upload) => {
      const form = new FormData();
      for (const id of assistantIds) form.append("assistant_ids", id);
      if (name) form.append("name", name);
      form.append("client_id", clientId);
      for (const file of files) form.append("files", file, file.name);
      return upload<Source>("/sources/files", form, { onProgress, signal });
    },
    onSuccess: (source) => rememberSource(client, source),
  });
}

/** Files of an upload: each takes the place of one with its name. */
export function usePutFiles(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      files,
      onProgress,
      signal,
    }: Pick<Upload, "files" | "onProgress" | "signal">) => {
      const form = new FormData();
      for (const file of files) form.append("files", file, file.name);
      return upload<Source>(`/sources/${id}/files`, form, { onProgress, signal });
    },
    onSuccess: (source) => rememberSource(client, source),
  });
}

export function useChangeSource(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: SourceChange) =>
      request<Source>(`/sources/${id}`, { method: "PATCH", body: change }),
    onSuccess: (source) => rememberSource(client, source),
  });
}

export function useRefreshSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request<Source>(`/sources/${id}/refresh`, { method: "POST", body: {} }),
    onSuccess: (source) => rememberSource(client, source),
  });
}

export function useStopSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request<Source>(`/sources/${id}/cancel`, { method: "POST", body: {} }),
    onSuccess: (source) => rememberSource(client, source),
  });
}

/** Sources that this page is removing: what is told of them meanwhile is no news. */
export const leaving = new Set<string>();

export function useRemoveSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request(`/sources/${id}`, { method: "DELETE" }),
    onMutate: (id) => void leaving.add(id),
    onError: (_, id) => leaving.delete(id),
    onSuccess: (_, id) => forgetSource(client, id),
  });
}
