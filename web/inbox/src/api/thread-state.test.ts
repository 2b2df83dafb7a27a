import type { ChatEvent } from "@baton/shared/chat/types";
import { expect, test } from "vitest";
import { at, conversation, detail, MAYA, message, START, TOM, turn } from "../testing/factories";
import { applyEvent, applyLine, openThread } from "./thread-state";

const view = conversation({ id: "cnv_1", epoch: 1, seq: 2 });
const fetched = detail({ conversation: view, messages: [message({ seq: 1 })], seq: 2 });
const delta: ChatEvent = {
  name: "answer.delta",
  data: { turn_id: "t1", epoch: 1, text: "You can " },
};
const taken = conversation({ id: "cnv_1", epoch: 2, seq: 3, mode: "human", owner: MAYA });

test("the draft that the AI writes is seen, and a takeover silences it at once", () => {
  const writing = applyEvent(openThread(fetched, START), delta, START);
  expect(writing.chat.draft?.text).toBe("You can ");
  const held = applyEvent(writing, { name: "conversation.updated", seq: 3, data: taken }, START);
  expect(held.conversation.owner).toEqual(MAYA);
  expect(held.chat.draft).toBeNull();
  expect(applyEvent(held, delta, START).chat.draft).toBeNull();
});

test("durable events are kept once, for the lines of the thread", () => {
  const event: ChatEvent = { name: "conversation.updated", seq: 3, data: taken };
  const once = applyEvent(openThread(fetched, START), event, START);
  expect(once.events.map(({ seq }) => seq)).toEqual([3]);
  expect(applyEvent(once, event, START)).toBe(once);
});

test("a fetch that is older than the stream changes nothing", () => {
  const ahead = applyEvent(
    openThread(fetched, START),
    { name: "message.created", seq: 3, data: message({ seq: 3, text: "New" }) },
    START,
  );
  expect(openThread(fetched, START, ahead)).toBe(ahead);
});

test("a fetch at the same place brings the trace of the turn that just ended", () => {
  const before = openThread(fetched, START);
  const after = openThread({ ...fetched, turns: [turn({ id: "t1" })] }, START, before);
  expect(after.turns.map(({ id }) => id)).toEqual(["t1"]);
});

test("the values of a custom action arrive live and replace the earlier ones", () => {
  const run = {
    id: "act_1",
    action: "cancel",
    title: "Cancel",
    state: "collecting",
    slots: {},
    updated_at: at(1),
  };
  const first = applyEvent(
    openThread(fetched, START),
    { name: "action.updated", seq: 3, data: run },
    START,
  );
  const done = { ...run, state: "finished", slots: { id: { value: "PL-1", valid: true } } };
  const second = applyEvent(first, { name: "action.updated", seq: 4, data: done }, START);
  expect(second.actionRuns).toEqual([done]);
});

test("who else is here comes with the fetch and goes with the line", () => {
  const present = openThread(
    { ...fetched, presence: [{ id: TOM.id, name: TOM.name, state: "viewing" }] },
    START,
  );
  expect(Object.keys(present.chat.presence)).toEqual([TOM.id]);
  expect(applyLine(present, false).chat.presence).toEqual({});
});
