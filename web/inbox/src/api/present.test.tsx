import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { createQueryClient } from "../app/queryClient";
import { forgetPresent, noticePresent, presentAt, usePresent } from "./present";

const KIM = { id: "rep_kim", name: "Kim", state: "typing" as const };

function Names({ id }: { id: string }) {
  return (
    <p>
      {usePresent(id)
        .map(({ name }) => name)
        .join()}
    </p>
  );
}

test("who is at a conversation is known from the stream, until it tells otherwise or is lost", async () => {
  const client = createQueryClient();
  render(
    <QueryClientProvider client={client}>
      <Names id="cnv_1" />
    </QueryClientProvider>,
  );
  const shows = (names: string) =>
    waitFor(() => expect(screen.getByRole("paragraph").textContent).toBe(names));
  const tell = (reps: object[]) => noticePresent(client, { conversation_id: "cnv_1", reps });
  tell([KIM]);
  await shows("Kim");
  tell([]);
  await shows("");
  tell([KIM]);
  await shows("Kim");
  forgetPresent(client);
  await shows("");
});

test("only presence stands for those who come later, one word a conversation", () => {
  expect(presentAt("presence", { conversation_id: "cnv_1", reps: [] })).toBe("cnv_1");
  expect(presentAt("conversation.changed", { conversation_id: "cnv_1" })).toBeNull();
});
