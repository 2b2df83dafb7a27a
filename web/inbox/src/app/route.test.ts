import { afterEach, expect, test, vi } from "vitest";
import { formatRoute, go, goToPage, layHistory, parseRoute } from "./route";

afterEach(() => vi.unstubAllGlobals());

/** As a link opens it, on a screen where what is open covers the list, or beside it. */
function follow(search: string, covered: boolean): void {
  history.replaceState(null, "", search);
  vi.stubGlobal("matchMedia", () => ({ matches: covered }));
  layHistory();
}

/** One step back, which ends with an event. */
async function stepped(how: () => void): Promise<string> {
  const arrived = new Promise((resolve) =>
    window.addEventListener("popstate", resolve, { once: true }),
  );
  how();
  await arrived;
  return location.search;
}
const back = () => stepped(() => history.back());

const conversation = "?view=mine&c=cnv_1&pane=details&tag=vip";
const source = "?page=knowledge&assistant=ast_1&item=src_1&part=doc_1";

test.each([conversation, source, "?page=gaps&tab=entries"])("%s survives a reload", (search) => {
  expect(formatRoute(parseRoute(search))).toBe(search);
});

test("an unknown page or view leads to the inbox", () => {
  expect(parseRoute("?page=admin&view=none")).toMatchObject({ page: "inbox", view: "waiting" });
});

test("another page closes what is open, and the inbox forgets the assistant of the page", () => {
  history.replaceState(null, "", source);
  go({ part: null });
  expect(location.search).toBe("?page=knowledge&assistant=ast_1&item=src_1");
  goToPage("gaps");
  expect(location.search).toBe("?page=gaps&assistant=ast_1");
  goToPage("inbox");
  expect(location.search).toBe("?view=waiting");
});

test("what a link opens lies on its list where it covers it, be it under details too", async () => {
  follow("?view=all&c=cnv_1&pane=details", true);
  expect(location.search).toBe("?view=all&c=cnv_1&pane=details");
  expect(await back()).toBe("?view=all&c=cnv_1");
  expect(await back()).toBe("?view=all");
  follow("?page=knowledge&item=src_1&part=doc_1", true);
  expect(await back()).toBe("?page=knowledge&item=src_1");
  expect(await back()).toBe("?page=knowledge");
});

test("a list, a wide screen and a reload add nothing to the history", () => {
  const steps = history.length;
  follow("?view=all", true);
  follow("?view=all&c=cnv_1", false);
  history.replaceState({ beneath: "?view=all" }, "", "?view=all&c=cnv_1");
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  layHistory();
  expect(history.length).toBe(steps);
});

test("closing what was opened from here is a step back, even by two clicks at once", async () => {
  follow("?view=all", true);
  go({ view: "mine" });
  go({ conversation: "cnv_1" });
  go({ pane: "details" });
  const close = () => {
    go({ pane: "main" });
    go({ pane: "main" });
  };
  expect(await stepped(close)).toBe("?view=mine&c=cnv_1");
  expect(await stepped(() => go({ conversation: null }))).toBe("?view=mine");
  expect(await back()).toBe("?view=all");
});

test("closing what was opened from elsewhere is a step of its own", () => {
  history.replaceState(null, "", "?view=all&c=cnv_1");
  go({ conversation: "cnv_2" });
  go({ conversation: null });
  expect(location.search).toBe("?view=all");
  expect(history.state).toEqual({ beneath: "?view=all&c=cnv_2" });
});
