import { QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { conversation } from "../testing/factories";
import { conversationKeys, listQuery, rememberConversation } from "./conversations";
import type { ListFilter } from "./order";

const WAITING: ListFilter = { view: "waiting", tag: "", assistant: "", q: "" };

test.each([true, false])(
  "a change that comes while the list is fetched stays in it (first fetch: %s)",
  async (first) => {
    const client = new QueryClient();
    if (!first) {
      const page = { items: [], next_cursor: null };
      client.setQueryData(conversationKeys.list(WAITING), { pages: [page], pageParams: [""] });
    }
    let answer: (response: Response) => void = () => undefined;
    vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
    const fetching = client.infiniteQuery({ ...listQuery(WAITING), staleTime: 0 });
    await vi.waitFor(() => expect(client.isFetching()).toBe(1));

    const changed = conversation({ mode: "waiting", seq: 7 });
    rememberConversation(client, changed, "rep_1");
    answer(Response.json({ items: [], next_cursor: null }));
    await fetching;
    await vi.waitFor(() => {
      const data = client.getQueryData<{ pages: { items: unknown[] }[] }>(
        conversationKeys.list(WAITING),
      );
      expect(data?.pages.flatMap((page) => page.items)).toEqual([changed]);
    });
    vi.unstubAllGlobals();
  },
);
