import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Turn } from "../../api/types";
import { turn } from "../../testing/factories";
import { assistant } from "../../testing/knowledge";
import { serve } from "../../testing/server";
import { AssistantId } from "./assistant";
import { WhyPanel } from "./WhyPanel";

afterEach(() => vi.unstubAllGlobals());

function show(shown: Turn) {
  serve({ "GET /assistants": { body: { items: [assistant()] } } });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <AssistantId value="ast_1">
        <WhyPanel turn={shown} />
      </AssistantId>
    </QueryClientProvider>,
  );
}

test("what was decided without the documents shows no probability of theirs", async () => {
  show(
    turn({
      decision: "handoff",
      reason: "human_requested",
      answerable: 0,
      trace: { threshold: 0.5, signals: { documents: 0.1 } },
    }),
  );
  const verdict = await screen.findByTestId("verdict");
  expect(verdict.textContent).toContain("decided before the documents are asked");
  expect(within(verdict).queryByRole("img")).toBeNull();
  expect(screen.queryByText("What decided")).toBeNull();
  expect(screen.queryByText(/quoted/)).toBeNull();
});

test("the reason of a turn is a sentence beside the threshold of then, its figures are folded and named", async () => {
  const handed = turn({
    decision: "handoff",
    reason: "no_answer",
    answerable: 0.31,
    trace: { threshold: 0.6, signals: { standing: 0.365, late: 0.7, parts: 0 } },
  });
  show(handed);
  const verdict = await screen.findByTestId("verdict");
  expect(verdict.textContent).toContain("Fern answers from 60% on, so a person is called.");
  expect(within(verdict).getByRole("img").getAttribute("aria-label")).toContain("31%");
  const folded = screen.getByText("Signals").closest("details")!;
  expect(folded.open).toBe(false);
  expect(within(folded).getByText("Words of the question met in one passage")).toBeDefined();
});

test("what is opened at the end of a thread comes into sight", () => {
  const scroll = vi.spyOn(Element.prototype, "scrollIntoView");
  show(turn({ decision: "answer" }));
  expect(scroll.mock.contexts).toContain(screen.getByTestId("why-panel"));
  scroll.mockRestore();
});
