import type { QueryClient } from "@tanstack/react-query";
import { documentKeys } from "./documents";
import { ApiError, request } from "./http";
import type { Source } from "./knowledge-types";
import { forgetSource, knownSource, leaving, rememberSource, sourceKeys } from "./sources";

/** Sources that are being asked for now; true: told again meanwhile, so ask once more. */
const asking = new Map<string, boolean>();

/** A hint names a source; what it became is read from the server, one question at a time. */
export async function noticeSource(client: QueryClient, id: string): Promise<void> {
  if (!isShown(client) || leaving.has(id)) return;
  if (!knownSource(client, id) && !client.getQueryData(sourceKeys.one(id))) {
    await client.invalidateQueries({ queryKey: sourceKeys.lists });
    return;
  }
  if (asking.has(id)) {
    asking.set(id, true);
    return;
  }
  try {
    do {
      asking.set(id, false);
      await readSource(client, id);
    } while (asking.get(id));
  } finally {
    asking.delete(id);
  }
}

async function readSource(client: QueryClient, id: string): Promise<void> {
  const before = client.getQueryData<Source>(sourceKeys.one(id));
  try {
    const source = await request<Source>(`/sources/${id}`);
    rememberSource(client, source);
    if (!isBusy(source)) refreshDocuments(client, before, source);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) forgetSource(client, id);
  }
}

/** Documents are published at the end of a run; before that the old ones stand. */
function refreshDocuments(client: QueryClient, before: Source | undefined, after: Source): void {
  if (before && before.state === after.state && before.refreshed_at === after.refreshed_at) return;
  void client.invalidateQueries({ queryKey: documentKeys.of(after.id) });
}

function isShown(client: QueryClient): boolean {
  return client.getQueryCache().findAll({ queryKey: sourceKeys.all }).length > 0;
}

export function isBusy({ state }: Pick<Source, "state">): boolean {
  return state === "queued" || state === "running";
}
