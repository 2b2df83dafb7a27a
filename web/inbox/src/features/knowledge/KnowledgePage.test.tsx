import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { TOM } from "../../testing/factories";
import { chunk, source, sourceDocument, trial } from "../../testing/knowledge";
import { openPage } from "../../testing/page";

const handbook = source({
  id: "src_a",
  name: "Handbook",
  assistant_ids: ["ast_1", "ast_2"],
  documents: 2,
  chunks: 7,
  failed: 1,
});
const site = source({
  id: "src_b",
  name: "Help site",
  kind: "crawl",
  location: "https://a.example/help",
  state: "running",
  progress: { phase: "reading", done: 3, total: 12, chunks: 20 },
});
const sources = {
  "GET /sources": { body: { items: [handbook, site], next_cursor: null } },
  "GET /sources/src_a": { body: handbook },
};
afterEach(() => vi.unstubAllGlobals());

test("sources are listed with their state, their figures and who shares them", async () => {
  openPage("?page=knowledge", sources);
  const [first, second] = await screen.findAllByTestId("source");
  expect(first!.textContent).toContain("Shared with Moss");
  expect(within(first!).getByText("1").dataset["tone"]).toBe("danger");
  expect(within(second!).getByTestId("progress").textContent).toBe(
    "Reading 3 of 12 pages · 20 passages",
  );
  expect(within(second!).getByRole("progressbar").getAttribute("aria-valuenow")).toBe("25");
});

test("what is being read can be stopped, from the list and from its own page", async () => {
  const stopped = { ...site, state: "stopped" as const, progress: null };
  const calls = openPage("?page=knowledge&item=src_b", {
    ...sources,
    "GET /sources/src_b": { body: site },
    "GET /sources/src_b/documents": { body: { items: [], next_cursor: null } },
    "POST /sources/src_b/cancel": { status: 202, body: stopped },
  });
  await userEvent.click(await screen.findByTestId("stop-now"));
  expect(await screen.findByTestId("refresh-now")).toBeDefined();
  expect(calls.filter(({ method }) => method === "POST")).toHaveLength(1);
});

test("an upload is given new files, which are sent as they are chosen", async () => {
  const sent = vi.fn();
  class Sending {
    upload = {};
    status = 202;
    responseText = JSON.stringify({ ...handbook, state: "queued" });
    onload = () => undefined;
    open = sent;
    abort = () => undefined;
    send(form: FormData) {
      sent(...form.getAll("files").map((file) => (file as File).name));
      this.onload();
    }
  }
  openPage("?page=knowledge&item=src_a", {
    ...sources,
    "GET /sources/src_a/documents": { body: { items: [], next_cursor: null } },
  });
  vi.stubGlobal("XMLHttpRequest", Sending);
  await userEvent.click(await screen.findByTestId("put-source-files"));
  const file = new File(["# Two"], "a.md", { type: "text/markdown" });
  await userEvent.upload(await screen.findByTestId("add-files-input"), file);
  await waitFor(() => expect(screen.queryByTestId("put-files")).toBeNull());
  expect(sent.mock.calls).toEqual([["POST", "/api/v1/sources/src_a/files"], ["a.md"]]);
});

test("a rep reads and tries, but has nothing to change", async () => {
  openPage("?page=knowledge", sources, TOM);
  await screen.findAllByTestId("source");
  expect(screen.queryByTestId("add-source")).toBeNull();
  expect(screen.queryByTestId("source-menu")).toBeNull();
  expect(screen.getByTestId("tab-try")).toBeDefined();
});

test("an empty assistant says what to do, a failing list can be asked for again", async () => {
  let broken = true;
  openPage("?page=knowledge", {
    "GET /sources": () =>
      broken
        ? { status: 400, body: { code: "x", detail: "Broken." } }
        : { body: { items: [], next_cursor: null } },
  });
  const error = await screen.findByTestId("error");
  expect(error.textContent).toContain("Broken.");
  broken = false;
  await userEvent.click(within(error).getByRole("button"));
  expect(await screen.findByText("This assistant knows nothing yet")).toBeDefined();
});

test("a website is added with its limits, by keyboard", async () => {
  const calls = openPage("?page=knowledge", {
    ...sources,
    "POST /sources": { status: 201, body: site },
  });
  await screen.findAllByTestId("source");
  await userEvent.keyboard("a");
  await userEvent.click(await screen.findByLabelText("Website"));
  await userEvent.click(screen.getByTestId("add-submit"));
  expect(screen.getByText(/Write the address of a page/)).toBeDefined();
  await userEvent.type(screen.getByTestId("address"), "a.example/help");
  await userEvent.type(screen.getByLabelText("Page limit"), "50{Enter}");
  await waitFor(() => expect(screen.queryByTestId("add-form")).toBeNull());
  expect(calls.find(({ method }) => method === "POST")?.body).toMatchObject({
    kind: "crawl",
    assistant_ids: ["ast_1"],
    location: "https://a.example/help",
    settings: { max_pages: 50 },
    refresh_s: 86_400,
  });
});

test("a pasted text is changed where it stands, under the title that visitors see", async () => {
  const text = source({ id: "src_t", kind: "text", name: "Hours", location: "Pasted text" });
  const calls = openPage("?page=knowledge", {
    "GET /sources": { body: { items: [text], next_cursor: null } },
    "GET /sources/src_t/text": { body: { text: "Open at nine." } },
    "PATCH /sources/src_t": { body: text },
  });
  await userEvent.click(await screen.findByTestId("source-menu"));
  await userEvent.click(await screen.findByTestId("source-edit"));
  const written = await screen.findByTestId<HTMLTextAreaElement>("text-body");
  expect(written.value).toBe("Open at nine.");
  await userEvent.type(written, " Shut on Sundays.");
  await userEvent.clear(screen.getByTestId("text-title"));
  await userEvent.type(screen.getByTestId("text-title"), "Our hours");
  await userEvent.click(screen.getByTestId("edit-submit"));
  await waitFor(() => expect(screen.queryByTestId("edit-form")).toBeNull());
  expect(calls.find(({ method }) => method === "PATCH")?.body).toEqual({
    name: "Our hours",
    assistant_ids: ["ast_1"],
    text: "Open at nine. Shut on Sundays.",
  });
});

test("what the server said of one address is not said of the next", async () => {
  openPage("?page=knowledge", {
    ...sources,
    "POST /sources": { status: 422, body: { code: "bad_address", detail: "It is private." } },
  });
  await screen.findAllByTestId("source");
  await userEvent.keyboard("a");
  await userEvent.click(await screen.findByLabelText("Web page"));
  await userEvent.type(screen.getByTestId("address"), "localhost{Enter}");
  expect(await screen.findByText("It is private.")).toBeDefined();
  await userEvent.clear(screen.getByTestId("address"));
  await userEvent.type(screen.getByTestId("address"), "ftp://a.example{Enter}");
  expect(screen.getByText(/Write the address of a page/)).toBeDefined();
  expect(screen.queryByText("It is private.")).toBeNull();
});

test("removing asks first, says what goes, and takes the row away", async () => {
  const calls = openPage("?page=knowledge", {
    ...sources,
    "DELETE /sources/src_a": { status: 204 },
  });
  const [first] = await screen.findAllByTestId("source");
  await userEvent.click(within(first!).getByTestId("source-menu"));
  await userEvent.click(await screen.findByTestId("source-remove"));
  const question = await screen.findByTestId("confirm");
  expect(question.textContent).toContain("2 documents and 7 passages go with it");
  expect(question.textContent).toContain("Fern and Moss will no longer answer");
  expect(calls.some(({ method }) => method === "DELETE")).toBe(false);
  await userEvent.click(screen.getByTestId("confirm-action"));
  await waitFor(() => expect(screen.getAllByTestId("source")).toHaveLength(1));
});

test("a source opens to its documents and a document to its passages", async () => {
  const page = sourceDocument({ id: "doc_1", title: "Import" });
  const broken = sourceDocument({
    id: null,
    path: "b.pdf",
    title: "",
    state: "failed",
    reason: "file_broken",
  });
  const calls = openPage("?page=knowledge&item=src_a", {
    ...sources,
    "GET /sources/src_a/documents": { body: { items: [page, broken], next_cursor: null } },
    "GET /documents/doc_1": {
      body: {
        document: { ...page, description: "" },
        chunks: [chunk({ anchor: "x", url: "/docs/a" })],
      },
    },
  });
  const rows = await screen.findAllByTestId("document");
  expect(rows[1]!.textContent).toContain("The file is damaged.");
  await userEvent.click(rows[0]!);
  const passage = await screen.findByTestId("chunk");
  expect(passage.textContent).toContain("Guide › Import");
  expect(passage.textContent).toContain("42 tokens");
  expect(within(passage).getAllByRole("listitem")).toHaveLength(2);
  expect(screen.getByTestId("chunk-link").getAttribute("href")).toMatch(/\/docs\/a#x$/);
  expect(location.search).toContain("part=doc_1");
  await userEvent.click(screen.getByTestId("documents-failed"));
  await waitFor(() => expect(calls.some(({ path }) => path.includes("state=failed"))).toBe(true));
});

test("a question is tried with what was said before, and shows why it is answered", async () => {
  const calls = openPage("?page=knowledge&tab=try", {
    "POST /assistants/ast_1/try": { body: trial() },
  });
  await userEvent.click(await screen.findByTestId("try-earlier"));
  await userEvent.type(screen.getByTestId("try-earlier-text"), "Which plans are there?");
  await userEvent.type(screen.getByTestId("try-question"), "And on the free plan?{Enter}");
  const verdict = await screen.findByTestId("verdict");
  expect(verdict.textContent).toMatch(/Answered.*87%.*from 50% on/s);
  expect(calls.find(({ method }) => method === "POST")?.body).toEqual({
    messages: [
      { author: "visitor", text: "Which plans are there?" },
      { author: "visitor", text: "And on the free plan?" },
    ],
    top: 10,
  });
  expect(screen.getByTestId("found").dataset["cited"]).toBe("true");
  expect(screen.queryByText("Late")).toBeNull();
  await userEvent.click(screen.getByLabelText("Source 1"));
  expect(screen.getByTestId("try-result").textContent).toContain("Open Contacts");
});
