import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { request } from "./http";
import type { DocumentDetail, DocumentState, SourceDocument } from "./knowledge-types";
import { pagedQuery } from "./paged";

const PAGE_SIZE = 60;

export interface DocumentFilter {
  state: DocumentState | "";
  q: string;
}

export const documentKeys = {
  of: (source: string) => ["documents", "of", source] as const,
  one: (id: string) => ["documents", "one", id] as const,
};

export function useDocuments(source: string, filter: DocumentFilter) {
  return useInfiniteQuery(
    pagedQuery<SourceDocument>(
      [...documentKeys.of(source), filter],
      `/sources/${source}/documents`,
      { ...filter, limit: PAGE_SIZE },
    ),
  );
}

export function useDocument(id: string) {
  return useQuery({
    queryKey: documentKeys.one(id),
    queryFn: ({ signal }) => request<DocumentDetail>(`/documents/${id}`, { signal }),
  });
}
