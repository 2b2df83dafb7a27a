import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { at, TOM } from "../../testing/factories";
import { entry, gap } from "../../testing/knowledge";
import { openPage } from "../../testing/page";
import { publishLabel, taskOf } from "./entry-task";
import { minutesText } from "./minutes";

const zapier = gap({ id: "gap_a", question: "Do you have Zapier?", count: 12 });
const detail = {
  ...zapier,
  questions: [{ conversation_id: "cnv_1", question: "zapier?", reason: "no_answer", at: at(0) }],
  replies: [{ conversation_id: "cnv_1", text: "Yes, on Team.", rep: "Tom", at: at(5) }],
};
const routes = {
  "GET /gaps": { body: { items: [zapier], next_cursor: null } },
  "GET /gaps/gap_a": { body: detail },
  "POST /gaps/gap_a/draft": {
    body: { question: "Do you have Zapier?", answer: "Yes, on **Team**." },
  },
  "POST /entries/preview": {
    body: {
      answers: [
        {
          question: "zapier?",
          before: { decision: "handoff", answerable: 0.2 },
          after: { decision: "answer", answerable: 0.9 },
        },
      ],
      changes: [],
      tried: 40,
    },
  },
  "GET /entries": { body: { items: [entry({ id: "ent_a", state: "publishing" })] } },
};
afterEach(() => vi.unstubAllGlobals());

test("a group opens with its questions, their conversations and what people replied", async () => {
  openPage("?page=gaps", routes);
  const row = await screen.findByTestId("gap");
  expect(row.textContent).toContain("12");
  expect(row.textContent).toContain("34 min");
  await userEvent.click(row);
  expect((await screen.findByTestId("gap-reply")).textContent).toContain("Yes, on Team.");
  const link = screen.getByTestId("gap-question").querySelector("a");
  expect(link?.getAttribute("href")).toContain("c=cnv_1");
});

test("an entry is drafted, checked, changed, checked again and only then published", async () => {
  const calls = openPage("?page=gaps&item=gap_a&part=draft", {
    ...routes,
    "POST /entries": { status: 201, body: entry({ id: "ent_a", state: "publishing" }) },
  });
  const answer = await screen.findByTestId<HTMLTextAreaElement>("entry-answer");
  expect(answer.value).toBe("Yes, on **Team**.");
  expect(screen.getByTestId("entry-preview").querySelector("strong")?.textContent).toBe("Team");
  const publish = screen.getByTestId<HTMLButtonElement>("publish");
  expect(publish.disabled).toBe(true);
  await userEvent.click(screen.getByTestId("check"));
  const step = await screen.findByTestId("preview-answer");
  expect(step.textContent).toMatch(/Handed over 20%.*Answered 90%/);
  expect(screen.getByTestId("preview").textContent).toContain("40 questions tried");
  expect(publish.disabled).toBe(false);
  await userEvent.type(answer, " And above.");
  expect(publish.disabled).toBe(true);
  expect(screen.getByTestId("preview").textContent).toContain("Check again");
  await userEvent.click(screen.getByTestId("check"));
  await waitFor(() => expect(publish.disabled).toBe(false));
  await userEvent.click(publish);
  await waitFor(() => expect(location.search).toBe("?page=gaps&tab=entries&item=ent_a"));
  expect(
    calls.findLast(({ method, path }) => method === "POST" && path === "/entries")?.body,
  ).toMatchObject({
    assistant_id: "ast_1",
    gap_id: "gap_a",
    answer: "Yes, on **Team**. And above.",
  });
});

test("a check that fails says so and does not stop the team", async () => {
  openPage("?page=gaps&item=gap_a&part=draft", {
    ...routes,
    "POST /entries/preview": { status: 400, body: { code: "x", detail: "No graph." } },
  });
  await userEvent.click(await screen.findByTestId("check"));
  expect((await screen.findByTestId("form-error")).textContent).toContain("No graph.");
  expect(screen.getByTestId<HTMLButtonElement>("publish").disabled).toBe(false);
});

test("an entry that could not be published says why and is tried again", async () => {
  const failed = entry({ id: "ent_a", state: "failed", error: "The disk is full." });
  const calls = openPage("?page=gaps&tab=entries&item=ent_a", {
    "GET /entries": { body: { items: [failed] } },
    "POST /entries/ent_a/publish": { body: { ...failed, state: "publishing", error: null } },
  });
  const notice = await screen.findByTestId("entry-failure");
  expect(notice.textContent).toContain("The disk is full.");
  for (const badge of screen.getAllByTestId("entry-state"))
    expect(badge.textContent).toBe("Not published");
  await userEvent.click(screen.getByTestId("entry-retry"));
  await waitFor(() =>
    expect(calls.some(({ path }) => path === "/entries/ent_a/publish")).toBe(true),
  );
});

test("an entry that could not be removed offers that again, and nothing else", async () => {
  const left = entry({ id: "ent_a", state: "removing", error: "The disk is full." });
  const calls = openPage("?page=gaps&tab=entries&item=ent_a", {
    "GET /entries": { body: { items: [left] } },
    "DELETE /entries/ent_a": { status: 204, body: undefined },
  });
  await userEvent.click(await screen.findByTestId("entry-retry"));
  await waitFor(() => expect(calls.some(({ method }) => method === "DELETE")).toBe(true));
  expect(screen.queryByTestId("entry-edit")).toBeNull();
});

test("who may not publish proposes, and an entry of theirs waits for review", () => {
  const text = { question: "Q?", answer: "A." };
  const proposed = entry({ ...text, id: "ent_p", state: "proposed" });
  const written = { text, assistant: "ast_1", gap: null, clientId: "c" };
  expect(publishLabel(TOM, null)).toBe("Propose");
  expect(taskOf({ ...written, entry: proposed })).toEqual({ task: "publish", id: "ent_p" });
  expect(taskOf({ ...written, text: { ...text, answer: "B." }, entry: proposed })).toMatchObject({
    task: "change",
    publish: true,
  });
  expect(taskOf({ ...written, entry: null })).toMatchObject({ task: "create", gap: null });
});

test.each([
  [0.3, "under a minute"],
  [34, "34 min"],
  [120, "2 h"],
  [125.4, "2 h 5 min"],
])("%d minutes are said as %s", (minutes, text) => {
  expect(minutesText(minutes)).toBe(text);
});
