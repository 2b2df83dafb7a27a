import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { Conversation } from "../../api/types";
import { conversation, MAYA, TOM } from "../../testing/factories";
import { serve } from "../../testing/server";
import { Actions } from "./Actions";

const mine = conversation({ id: "cnv_ana", mode: "human", owner: MAYA });

afterEach(() => vi.unstubAllGlobals());

function show(shown: Conversation) {
  const path = "POST /inbox/conversations/cnv_ana";
  const changed = { body: { conversation: shown } };
  const calls = serve({
    [`${path}/hand-back`]: changed,
    [`${path}/hold`]: changed,
    [`${path}/reopen`]: changed,
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Actions conversation={shown} me={MAYA.id} />
    </QueryClientProvider>,
  );
  const sent = (name: string) =>
    calls.filter(({ path }) => path.endsWith(`/${name}`)).map(({ body }) => body);
  return sent;
}

test("H offers how long to hold, and B hands back", async () => {
  const sent = show(mine);
  await userEvent.keyboard("h");
  await userEvent.click(await screen.findByText("15 minutes"));
  expect(sent("hold")).toEqual([{ seconds: 900 }]);
  await userEvent.keyboard("b");
  expect(sent("hand-back")).toHaveLength(1);
});

test("O opens a closed conversation again", async () => {
  const sent = show({ ...mine, mode: "closed", owner: null });
  await userEvent.keyboard("o");
  expect(sent("reopen")).toHaveLength(1);
});

test("what a colleague holds is not pressed upon another rep", () => {
  show({ ...mine, owner: TOM });
  expect(screen.getByTestId("take-over").dataset["tone"]).toBe("plain");
});
