import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { source } from "../testing/knowledge";
import { serve } from "../testing/server";
import type { Source } from "./knowledge-types";
import { noticeSource } from "./live-sources";
import type { Paged } from "./paged";
import { sourceKeys } from "./sources";

const KEY = sourceKeys.list("ast_1");
const known = source({ id: "src_a", state: "running" });

function shown(rows: Source[] = [known]): QueryClient {
  const client = new QueryClient();
  client.setQueryData(KEY, { pages: [{ items: rows, next_cursor: null }], pageParams: [""] });
  return client;
}
const rows = (client: QueryClient) => client.getQueryData<Paged<Source>>(KEY)?.pages[0]?.items;
afterEach(() => vi.unstubAllGlobals());

test("a hint brings the source up to date in the list", async () => {
  const client = shown();
  serve({ "GET /sources/src_a": { body: { ...known, state: "idle", chunks: 9 } } });
  await noticeSource(client, "src_a");
  expect(rows(client)).toMatchObject([{ state: "idle", chunks: 9 }]);
});

test("hints that come while one is asked for lead to one more question, not to one each", async () => {
  const client = shown();
  const calls = serve({ "GET /sources/src_a": { body: known } });
  await Promise.all([1, 2, 3, 4].map(() => noticeSource(client, "src_a")));
  expect(calls).toHaveLength(2);
});

test("a source that is gone leaves the list", async () => {
  const client = shown();
  serve({});
  await noticeSource(client, "src_a");
  expect(rows(client)).toEqual([]);
});

test("one that is not listed yet makes the lists be read again", async () => {
  const client = shown();
  const calls = serve({ "GET /sources/src_new": { body: source({ id: "src_new" }) } });
  await noticeSource(client, "src_new");
  expect(client.getQueryState(KEY)?.isInvalidated).toBe(true);
  expect(calls).toEqual([]);
});

test("while no source is shown, nothing is asked for", async () => {
  const calls = serve({});
  await noticeSource(new QueryClient(), "src_a");
  expect(calls).toEqual([]);
});
