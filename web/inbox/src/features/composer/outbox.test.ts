import { expect, test, vi } from "vitest";
import { ApiError } from "../../api/http";
import type { Outgoing } from "../../api/messages";
import { conversation, message } from "../../testing/factories";
import { Outbox, type OutboxPort } from "./outbox";

type Reply = Awaited<ReturnType<OutboxPort["post"]>>;
const stored: Reply = { message: message(), conversation: conversation() };
const held = new ApiError(409, "held_by_other", "Tom has taken this conversation.", {
  owner: { id: "rep_tom", name: "Tom" },
  message: message({ text: "I am on it" }),
});
const unreachable = new ApiError(0, "unreachable", "The server did not answer.");

function setUp(...answers: (Reply | Error)[]) {
  const posted: Outgoing[] = [];
  const giveBack = vi.fn<OutboxPort["giveBack"]>();
  const port: OutboxPort = {
    post: (_id, outgoing) => {
      posted.push(outgoing);
      const answer = answers.shift() ?? stored;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    stored: vi.fn(),
    giveBack,
  };
  return { outbox: new Outbox("rep_maya", port), posted, giveBack, port };
}

test("what the server acknowledged leaves the outbox", async () => {
  const { outbox, port } = setUp();
  outbox.send("cnv_1", { text: "Hello", kind: "reply" });
  expect(outbox.read().items).toHaveLength(1);
  await vi.waitFor(() => expect(outbox.read().items).toEqual([]));
  expect(port.stored).toHaveBeenCalledExactlyOnceWith("cnv_1", stored);
});

test("a failed message is sent again with the same id", async () => {
  const { outbox, posted } = setUp(unreachable);
  outbox.send("cnv_1", { text: "Hello", kind: "reply" });
  await vi.waitFor(() => expect(outbox.read().items[0]?.state).toBe("failed"));
  outbox.retry(posted[0]!.client_id);
  await vi.waitFor(() => expect(outbox.read().items).toEqual([]));
  expect(posted.map(({ client_id }) => client_id)).toEqual([
    posted[0]!.client_id,
    posted[0]!.client_id,
  ]);
});

test("a failure stops the messages behind it, so that order is kept", async () => {
  const { outbox, posted } = setUp(unreachable);
  outbox.send("cnv_1", { text: "First", kind: "reply" });
  outbox.send("cnv_1", { text: "Second", kind: "reply" });
  await vi.waitFor(() =>
    expect(outbox.read().items.map(({ state }) => state)).toEqual(["failed", "failed"]),
  );
  expect(posted.map(({ text }) => text)).toEqual(["First"]);
});

test("a conversation that another rep holds gives the text back and keeps the id for `confirm`", async () => {
  const { outbox, posted, giveBack } = setUp(held);
  outbox.send("cnv_1", { text: "My answer", kind: "reply" });
  await vi.waitFor(() => expect(outbox.read().conflicts["cnv_1"]).toBeDefined());
  expect(giveBack).toHaveBeenCalledExactlyOnceWith("cnv_1", "reply", "My answer");
  expect(outbox.read().items).toEqual([]);
  expect(outbox.read().conflicts["cnv_1"]).toMatchObject({
    owner: "Tom",
    newest: { text: "I am on it" },
  });

  outbox.send("cnv_1", { text: "My answer", kind: "reply", confirm: true });
  await vi.waitFor(() => expect(outbox.read().items).toEqual([]));
  expect(posted[1]).toMatchObject({ client_id: posted[0]!.client_id, confirm: true });
  expect(outbox.read().conflicts).toEqual({});
});

test("what was under way when the page was left waits for a decision", () => {
  const never = new Outbox("rep_maya", {
    post: () => new Promise(() => undefined),
    stored: vi.fn(),
    giveBack: vi.fn(),
  });
  never.send("cnv_1", { text: "Hello", kind: "reply" });
  const { outbox, posted } = setUp();
  expect(outbox.read().items).toMatchObject([{ text: "Hello", state: "failed" }]);
  expect(posted).toEqual([]);
});

test("another rep on the same computer does not see it", () => {
  const port = {
    post: () => new Promise<never>(() => undefined),
    stored: vi.fn(),
    giveBack: vi.fn(),
  };
  new Outbox("rep_maya", port).send("cnv_1", { text: "Hello", kind: "reply" });
  expect(new Outbox("rep_tom", port).read().items).toEqual([]);
});

test("an unsent message can go back into the composer", async () => {
  const { outbox, posted, giveBack } = setUp(unreachable);
  outbox.send("cnv_1", { text: "Hello", kind: "note" });
  await vi.waitFor(() => expect(outbox.read().items[0]?.state).toBe("failed"));
  outbox.edit(posted[0]!.client_id);
  expect(giveBack).toHaveBeenCalledExactlyOnceWith("cnv_1", "note", "Hello");
  expect(outbox.read().items).toEqual([]);
});
