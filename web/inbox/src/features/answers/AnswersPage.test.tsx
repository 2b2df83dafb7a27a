import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { TOM } from "../../testing/factories";
import { assistant } from "../../testing/knowledge";
import { openPage } from "../../testing/page";
import { changesOf, draftOf, problemOf } from "./draft";
import { meaningText, refusedText } from "./meaning";
import { amount, spentToday } from "./spent";

const meaning = {
  value: 0.5,
  questions: 214,
  answers: 175,
  hands_over: 39,
  refused: 4,
  histogram: [
    { from: 0, to: 0.5, count: 39 },
    { from: 0.5, to: 1, count: 175 },
  ],
  since: "2026-05-04T09:00:00Z",
};
const spend = {
  items: [
    {
      day: "2026-05-04",
      assistant_id: "ast_1",
      turns: 3,
      input_tokens: 1,
      output_tokens: 1,
      cost: 0.4,
      estimated_turns: 1,
    },
  ],
  cost: 0.4,
};
const routes = {
  "GET /assistants/ast_1/threshold": { body: meaning },
  "GET /insights/spend": { body: spend },
};
afterEach(() => vi.unstubAllGlobals());

test("moving the threshold asks once it rests, and saving sends only what changed", async () => {
  const calls = openPage("?page=answers", {
    ...routes,
    "PATCH /assistants/ast_1": {
      body: assistant({ settings: { answer_threshold: 0.62, tone: "friendly", language: "auto" } }),
    },
  });
  await waitFor(() =>
    expect(screen.getByTestId("meaning").textContent).toMatch(
      /Answers 82%, hands over 18% of 214 questions/,
    ),
  );
  const slider = screen.getByTestId("threshold");
  for (const value of ["0.55", "0.6", "0.62"]) fireEvent.change(slider, { target: { value } });
  await waitFor(() => expect(calls.some(({ path }) => path.endsWith("value=0.62"))).toBe(true));
  expect(calls.some(({ path }) => /value=0\.(55|6)$/.test(path))).toBe(false);
  expect(screen.getAllByTestId("bin")).toHaveLength(2);
  await userEvent.click(screen.getByTestId("save-answers"));
  await screen.findByText("Saved");
  expect(calls.find(({ method }) => method === "PATCH")?.body).toEqual({
    settings: { answer_threshold: 0.62 },
  });
});

test("a rep sees the settings and cannot change them", async () => {
  openPage("?page=answers", routes, TOM);
  await screen.findByText("Admins change these settings.");
  expect(screen.getByTestId("threshold").closest("fieldset")?.disabled).toBe(true);
  expect(screen.queryByTestId("save-answers")).toBeNull();
});

test("amounts may have a decimal comma, nothing means no limit, words are refused", () => {
  const saved = draftOf(assistant().settings);
  expect(changesOf(saved, { ...saved, budget: "2,50" })).toEqual({ daily_budget: 2.5 });
  expect(changesOf({ ...saved, budget: "2" }, { ...saved, budget: "" })).toEqual({
    daily_budget: null,
  });
  expect(changesOf(saved, saved)).toEqual({});
  expect(problemOf({ ...saved, budget: "two" })).toBeDefined();
  expect(problemOf({ ...saved, budget: "0" })).toBeUndefined();
});

test("shares make a hundred, and an assistant without questions says so", () => {
  expect(meaningText({ ...meaning, questions: 3, answers: 2 })).toMatch(/67%.*33% of 3 questions/);
  expect(meaningText({ ...meaning, questions: 0, answers: 0 })).toContain("No questions yet");
  expect(refusedText(meaning)).toMatch(/^4 questions handed over at any threshold/);
  expect(refusedText({ ...meaning, refused: 0 })).toBeNull();
});

test("today is counted in UTC, and small amounts keep two digits", () => {
  expect(spentToday(spend, new Date("2026-05-04T23:30:00Z"))).toBe(0.4);
  expect(spentToday(spend, new Date("2026-05-05T00:30:00Z"))).toBe(0);
  expect([0, 1.254, 0.0034].map(amount)).toEqual(["0.00", "1.25", "0.0034"]);
});
