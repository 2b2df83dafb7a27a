import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { createQueryClient } from "../../app/queryClient";
import { conversation, detail, MAYA } from "../../testing/factories";
import { serve } from "../../testing/server";
import { OutboxProvider } from "../composer/OutboxContext";
import { ThreadPane } from "./ThreadPane";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The words of the last four seconds about the connection of this pane. */
async function open(found: object): Promise<boolean[]> {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  serve({
    "GET /inbox/conversations/cnv_1": found,
    "GET /assistants": { body: { items: [] } },
    "POST /inbox/conversations/cnv_1/presence": { status: 204 },
  });
  const onBehind = vi.fn<(behind: boolean) => void>();
  render(
    <QueryClientProvider client={createQueryClient()}>
      <OutboxProvider me={MAYA.id}>
        <ThreadPane
          id="cnv_1"
          rep={MAYA}
          onBehind={onBehind}
          onBack={vi.fn()}
          onDetails={vi.fn()}
        />
      </OutboxProvider>
    </QueryClientProvider>,
  );
  await screen.findByTestId("back");
  await act(() => vi.advanceTimersByTimeAsync(4_000));
  return onBehind.mock.calls.flat();
}

test("a conversation whose stream is lost may be behind", async () => {
  const body = detail({ conversation: conversation({ id: "cnv_1" }) });
  expect(await open({ body })).toContain(true);
});

test("a conversation that could not be loaded is an error and never behind", async () => {
  const said = await open({ status: 403, body: { code: "forbidden", detail: "Not yours." } });
  expect(screen.getByTestId("error").textContent).toContain("Not yours.");
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  expect(said).not.toContain(true);
});

test("what does not exist is not offered to be tried again", async () => {
  await open({ status: 404, body: { code: "not_found", detail: "Not here." } });
  expect(screen.getByTestId("error").textContent).toBe("No such conversationNot here.");
});
