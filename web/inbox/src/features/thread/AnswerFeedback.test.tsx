import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { at, MAYA, message, TOM, turn } from "../../testing/factories";
import { serve } from "../../testing/server";
import { MessageItem } from "./MessageItem";

function show(mayAct: boolean) {
  const answered = turn({
    id: "trn_1",
    feedback: {
      visitor: false,
      reps: [{ rep: { id: TOM.id, name: TOM.name }, helpful: false, note: "Old price", at: at(9) }],
    },
  });
  const answer = message({
    id: "msg_1",
    turn_id: "trn_1",
    author: { kind: "assistant", name: "Fern" },
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MessageItem
        message={answer}
        turn={answered}
        first
        me={MAYA.id}
        conversation="cnv_1"
        mayAct={mayAct}
      />
    </QueryClientProvider>,
  );
}
afterEach(() => vi.unstubAllGlobals());

test("the visitor's word opens the trace, where a rep adds theirs with a note", async () => {
  const calls = serve({ "POST /inbox/conversations/cnv_1/feedback": { status: 204 } });
  show(true);
  await userEvent.click(screen.getByTestId("visitor-feedback"));
  const feedback = screen.getByTestId("answer-feedback");
  expect(feedback.textContent).toContain("Tom Okafor: not helpful, “Old price”");
  await userEvent.type(screen.getByTestId("feedback-note"), "Wrong plan");
  await userEvent.click(screen.getByTestId("feedback-no"));
  await waitFor(() =>
    expect(calls.find(({ method }) => method === "POST")?.body).toEqual({
      message_id: "msg_1",
      helpful: false,
      note: "Wrong plan",
    }),
  );
});

test("who may not act reads what was said", async () => {
  show(false);
  await userEvent.click(screen.getByTestId("why"));
  expect(screen.getByTestId("answer-feedback").textContent).toContain("Old price");
  expect(screen.queryByTestId("feedback-yes")).toBeNull();
});
