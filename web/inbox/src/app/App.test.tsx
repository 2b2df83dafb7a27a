import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetDrafts } from "../features/composer/drafts";
import { at, conversation, detail, MAYA, message, TOM, waiting } from "../testing/factories";
import { openPage } from "../testing/page";
import { serve } from "../testing/server";
import { App } from "./App";

const ana = waiting(0, { id: "cnv_ana", visitor: { id: "vis_1", name: "Ana" }, seq: 3 });
const ben = conversation({
  id: "cnv_ben",
  visitor: { id: "vis_2", name: "Ben" },
  updated_at: at(900),
});
const me = { body: { rep: MAYA } };
const list = { body: { items: [ben, ana], next_cursor: null, counts: { waiting: 1, all: 2 } } };
const thread = detail({
  conversation: ana,
  messages: [message({ seq: 1, text: "I need a person" })],
  seq: 3,
});
const routes = {
  "GET /auth/me": me,
  "GET /inbox/conversations": list,
  "GET /inbox/conversations/cnv_ana": { body: thread },
  "GET /tags": { body: { items: [] } },
  "GET /assistants": { body: { items: [{ id: "ast_1", name: "Fern" }] } },
  "POST /inbox/conversations/cnv_ana/presence": { status: 204 },
};

beforeEach(() => {
  history.replaceState(null, "", "/inbox/?view=all");
  forgetDrafts();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("without a session the page asks to sign in, and says so when that fails", async () => {
  serve({
    "GET /auth/me": { status: 401, body: { code: "not_signed_in", detail: "Sign in." } },
    "POST /auth/sign-in": { status: 401, body: { code: "not_signed_in", detail: "No." } },
  });
  render(<App />);
  await userEvent.type(await screen.findByLabelText("Email"), "maya@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "wrong");
  await userEvent.click(screen.getByTestId("sign-in-submit"));
  expect((await screen.findByRole("alert")).textContent).toContain("do not match");
});

test("rows are ordered, the waiting one says why and is highlighted, and J with Enter opens it", async () => {
  serve(routes);
  render(<App />);
  const rows = await screen.findAllByTestId("row");
  expect(rows.map((row) => row.dataset["id"])).toEqual(["cnv_ana", "cnv_ben"]);
  expect(rows.map((row) => row.dataset["highlighted"])).toEqual(["true", "false"]);
  expect(rows[0]!.textContent).toContain("Asked for a person");
  expect(document.title).toBe("(1) Inbox · Baton");
  await userEvent.keyboard("j");
  expect(document.activeElement).toBe(rows[0]);
  await userEvent.keyboard("{Enter}");
  expect((await screen.findByTestId("thread-message")).textContent).toContain("I need a person");
  expect(location.search).toContain("c=cnv_ana");
});

test("a held conversation keeps the text, shows the other's words, and sends on confirmation", async () => {
  history.replaceState(null, "", "/inbox/?view=all&c=cnv_ana");
  const other = message({
    text: "Tom was here first",
    author: { kind: "rep", id: TOM.id, name: TOM.name },
  });
  const answers = [
    { status: 409, body: { code: "held_by_other", detail: "Held.", owner: TOM, message: other } },
    {
      status: 201,
      body: {
        message: message({ seq: 9 }),
        conversation: { ...ana, seq: 9, mode: "human", owner: MAYA },
      },
    },
  ];
  const calls = serve({
    ...routes,
    "POST /inbox/conversations/cnv_ana/messages": () => answers.shift() ?? {},
  });
  render(<App />);
  const composer = await screen.findByTestId<HTMLTextAreaElement>("composer");
  expect(screen.getByTestId("send").textContent).toContain("Take over and reply");
  await userEvent.type(composer, "My answer{Enter}");
  const conflict = await screen.findByTestId("conflict");
  expect(conflict.textContent).toContain("Tom was here first");
  expect(composer.value).toBe("My answer");
  await userEvent.click(within(conflict).getByTestId("send-anyway"));
  await waitFor(() => expect(screen.queryByTestId("conflict")).toBeNull());
  const sent = calls
    .filter(({ path }) => path.endsWith("/messages"))
    .map(({ body }) => body as Record<string, unknown>);
  expect(sent[1]).toMatchObject({ text: "My answer", confirm: true });
  await waitFor(() => expect(composer.value).toBe(""));
});

test("T takes over, and a draft is marked in the list and comes back as what it was", async () => {
  history.replaceState(null, "", "/inbox/?view=all&c=cnv_ana");
  const calls = serve({
    ...routes,
    "POST /inbox/conversations/cnv_ana/take-over": {
      body: {
        conversation: { ...ana, seq: 4, epoch: 9, mode: "human", owner: MAYA, waiting_since: null },
      },
    },
  });
  const page = render(<App />);
  await screen.findByTestId("composer");
  await userEvent.keyboard("t");
  await screen.findByTestId("hand-back");
  await waitFor(() => expect(screen.queryByTestId("take-over")).toBeNull());
  expect(calls.some(({ path }) => path.endsWith("/take-over"))).toBe(true);
  await userEvent.keyboard("n");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("composer")));
  await userEvent.type(screen.getByTestId("composer"), "half a note");
  page.unmount();
  forgetDrafts();
  history.replaceState(null, "", "/inbox/?view=all");
  render(<App />);
  const [row, other] = await screen.findAllByTestId("row");
  expect([row!, other!].map((one) => within(one).queryByText("Draft") !== null)).toEqual([
    true,
    false,
  ]);
  await userEvent.click(row!);
  const composer = await screen.findByLabelText<HTMLTextAreaElement>("Note for your team");
  expect(composer.value).toBe("half a note");
});

test("the palette offers what can be done now, by the names of the page", async () => {
  serve(routes);
  render(<App />);
  await screen.findAllByTestId("row");
  await userEvent.keyboard("{Control>}k{/Control}");
  await screen.findByTestId("palette");
  const offered = screen.getAllByRole("option").map((option) => option.textContent);
  expect(offered).toContain("View: People");
  expect(offered).not.toContain("Take overT");
});

test("signing out leads back to the sign-in page", async () => {
  serve({ ...routes, "POST /auth/sign-out": { status: 204 } });
  render(<App />);
  await userEvent.click(await screen.findByTestId("user-menu"));
  const menu = await screen.findByRole("menu");
  expect(menu.closest("header")).not.toBeNull();
  await userEvent.click(within(menu).getByTestId("sign-out"));
  expect((await screen.findByTestId("signed-out")).textContent).toContain("kept in this browser");
});

test("a list that cannot be loaded says so and is asked for again", async () => {
  let broken = true;
  serve({
    ...routes,
    "GET /inbox/conversations": () =>
      broken ? { status: 400, body: { code: "x", detail: "Broken." } } : list,
  });
  render(<App />);
  const error = await screen.findByTestId("error");
  expect(error.textContent).toContain("Broken.");
  broken = false;
  await userEvent.click(within(error).getByRole("button"));
  expect(await screen.findAllByTestId("row")).toHaveLength(2);
});

test("offline, and with both streams lost, one line says so", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  openPage("?view=all&c=cnv_ana", routes);
  await screen.findByTestId("thread-message");
  await act(() => vi.advanceTimersByTimeAsync(4_000));
  expect(screen.getAllByTestId("reconnecting")).toHaveLength(1);
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  act(() => void window.dispatchEvent(new Event("offline")));
  expect(screen.getByTestId("reconnecting").textContent).toContain("You are offline.");
  online.mockRestore();
  act(() => void window.dispatchEvent(new Event("online")));
  expect(screen.getByTestId("reconnecting").textContent).toContain("Reconnecting…");
});

test.each(["inbox", "knowledge", "gaps", "answers"])(
  "after three seconds without the server the %s page says so, and the next page at once",
  async (name) => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    openPage(`?page=${name}`, {});
    await screen.findByTestId(`page-${name}`);
    await act(() => vi.advanceTimersByTimeAsync(2_000));
    expect(screen.queryByTestId("reconnecting")).toBeNull();
    await act(() => vi.advanceTimersByTimeAsync(2_000));
    expect(screen.getAllByTestId("reconnecting")).toHaveLength(1);
    fireEvent.click(screen.getByTestId(name === "gaps" ? "page-inbox" : "page-gaps"));
    expect(screen.getAllByTestId("reconnecting")).toHaveLength(1);
  },
);
