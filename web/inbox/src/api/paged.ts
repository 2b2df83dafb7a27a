import { infiniteQueryOptions, type InfiniteData } from "@tanstack/react-query";
import { query, request } from "./http";
import type { Page } from "./types";

export type Paged<T> = InfiniteData<Page<T>, string>;

/** A list that is read page by page and shown as one. */
export function pagedQuery<T>(
  queryKey: readonly unknown[],
  path: string,
  parameters: Record<string, string | number | null | undefined> = {},
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      request<Page<T>>(path + query({ ...parameters, cursor: pageParam }), { signal }),
    initialPageParam: "",
    getNextPageParam: (page: Page<T>) => page.next_cursor ?? undefined,
    select: (data: Paged<T>) => data.pages.flatMap((page) => page.items),
  });
}

/** The pages with every row changed; a row for which `change` gives null is taken out. */
export function mapRows<T>(
  data: Paged<T> | undefined,
  change: (row: T) => T | null,
): Paged<T> | undefined {
  if (!data) return data;
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.flatMap((row) => change(row) ?? []),
  }));
  return { ...data, pages };
}
