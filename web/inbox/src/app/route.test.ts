import { expect, test } from "vitest";
import { formatRoute, go, goToPage, parseRoute } from "./route";

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
