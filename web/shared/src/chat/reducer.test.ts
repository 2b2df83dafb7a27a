import { describe, expect, test } from "vitest";
import {
  assistant,
  createConversation,
  createMessage,
  recordedEvents,
  rep,
  snapshotOf,
  visitor,
} from "./factories";
import { emptyChat, isThinking, reduceChat, whoTypes, type ChatState } from "./reducer";
import type { ChatEvent } from "./types";

const events = recordedEvents();
const last = events.at(-1)!.seq;

function play(state: ChatState, ...played: ChatEvent[]): ChatState {
  return played.reduce((now, event) => reduceChat(now, { type: "event", event, at: 0 }), state);
}

function fetched(upTo: number, state = emptyChat): ChatState {
  return reduceChat(state, { type: "snapshot", snapshot: snapshotOf(events, upTo) });
}

/** What a reader sees, without what a fetch cannot know. */
function view({ conversation, messages, seq, pending }: ChatState) {
  const { mode, epoch, owner } = conversation!;
  return { mode, epoch, owner, last: conversation!.last_message, messages, seq, pending };
}

/** A small seeded generator, so that a failing run can be repeated. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % sides;
  };
}

describe("durable events", () => {
  test("any snapshot and the rest of the stream give the view of a fresh fetch", () => {
    for (let cut = 0; cut <= last; cut += 1) {
      const resumed = play(fetched(cut), ...events.filter((event) => event.seq > cut));
      expect(view(resumed)).toEqual(view(fetched(last)));
    }
  });

  test("cuts, replays and late fetches in any order change nothing", () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const roll = dice(seed);
      let state = fetched(roll(last));
      for (let step = 0; step < 12; step += 1) {
        const from = roll(state.seq + 1);
        const upTo = from + roll(last + 1 - from);
        state =
          roll(3) === 0
            ? fetched(upTo, reduceChat(state, { type: "line", open: false }))
            : play(state, ...events.filter(({ seq }) => seq > from && seq <= upTo));
      }
      state = play(state, ...events);
      expect(view(state), `seed ${seed}`).toEqual(view(fetched(last)));
    }
  });

  test("after a reset the fetched view counts even when it is older", () => {
    const snapshot = snapshotOf(events, 3);
    const state = reduceChat(fetched(last), { type: "snapshot", snapshot, reset: true });
    expect(view(state)).toEqual(view(fetched(3)));
  });

  test("another conversation starts from nothing but what waits to be sent", () => {
    const other = { ...snapshotOf(events, 1), conversation: createConversation({ id: "cnv_2" }) };
    const state = reduceChat(fetched(last), { type: "snapshot", snapshot: other });
    expect(state.conversation?.id).toBe("cnv_2");
    expect(state.seq).toBe(1);
  });

  test("messages stand in the order of seq, also when a reply overtakes the stream", () => {
    const early = reduceChat(fetched(5), { type: "message", message: createMessage(9) });
    const state = play(early, ...events);
    expect(state.messages.map(({ seq }) => seq)).toEqual([1, 3, 5, 7, 9, 11, 13]);
  });

  test("an older answer to a request does not undo a newer mode", () => {
    const state = reduceChat(fetched(10), {
      type: "conversation",
      conversation: createConversation({ mode: "ai", epoch: 2, seq: 99 }),
    });
    expect(state.conversation?.mode).toBe("human");
  });
});

describe("pending messages", () => {
  const pending = { client_id: "c3", text: "hi", created_at: "", state: "pending" as const };

  test("a pending message gives way to the committed one with its client id", () => {
    const waiting = reduceChat(fetched(12), { type: "pending", pending: [pending] });
    expect(waiting.pending).toHaveLength(1);
    expect(play(waiting, ...events).pending).toEqual([]);
  });

  test("a message that is already committed is never shown a second time", () => {
    expect(reduceChat(fetched(last), { type: "pending", pending: [pending] }).pending).toEqual([]);
  });
});

describe("drafts", () => {
  const started: ChatEvent = { name: "turn.started", seq: 14, data: { turn_id: "t3", epoch: 4 } };
  const delta = (text: string, epoch = 4, turn_id = "t3"): ChatEvent => ({
    name: "answer.delta",
    data: { turn_id, epoch, text },
  });
  const streaming = play(fetched(last), started, delta("Open "), delta("Settings"));

  test("the AI is not shown as thinking once its answer stands, before the end of the turn is told", () => {
    const thinking = play(fetched(last), started);
    expect(isThinking(thinking)).toBe(true);
    const answer = createMessage(15, { turn_id: "t3" });
    const answered = play(thinking, { name: "message.created", seq: 15, data: answer });
    expect(isThinking(answered)).toBe(false);
  });

  test("deltas of the running turn add up", () => {
    expect(streaming.draft?.text).toBe("Open Settings");
    expect(isThinking(streaming)).toBe(false);
  });

  test("a turn without words yet is thinking", () => {
    expect(isThinking(play(fetched(last), started))).toBe(true);
  });

  test("a takeover drops the draft and every later delta", () => {
    const human = createConversation({ mode: "human", epoch: 5, owner: { id: "r", name: "Maya" } });
    const taken = play(streaming, { name: "conversation.updated", seq: 15, data: human });
    expect(taken.draft).toBeNull();
    expect(play(taken, delta("late"), delta("late", 5)).draft).toBeNull();
    expect(isThinking(taken)).toBe(false);
  });

  test("a delta of another epoch is ignored", () => {
    expect(play(fetched(last), delta("old", 3)).draft).toBeNull();
  });

  test("the committed message replaces the draft, and stragglers do not bring it back", () => {
    const answer = createMessage(15, { author: assistant, turn_id: "t3" });
    const done = play(streaming, { name: "message.created", seq: 15, data: answer }, delta("late"));
    expect(done.draft).toBeNull();
    expect(done.messages.at(-1)?.id).toBe("msg_15");
  });

  test("answer.reset starts the draft again", () => {
    const again = play(streaming, { name: "answer.reset", data: {} }, delta("Anew"));
    expect(again.draft?.text).toBe("Anew");
  });

  test("after a lost line the torn draft is not continued", () => {
    const cut = reduceChat(streaming, { type: "line", open: false });
    expect(play(cut, delta("middle of a sentence")).draft).toBeNull();
  });
});

test.each([
  [rep, null],
  [visitor, visitor],
])(
  "of those who type only the team falls silent when the conversation is closed",
  (author, left) => {
    const typed = reduceChat(fetched(10), {
      type: "event",
      event: { name: "typing", data: { author } },
      at: 1_000,
    });
    const conversation = createConversation({ mode: "closed", epoch: 9, seq: last + 1 });
    expect(reduceChat(typed, { type: "conversation", conversation }).typing?.author ?? null).toBe(
      left,
    );
  },
);

test("typing fades by itself and ends with the message", () => {
  const state = reduceChat(fetched(10), {
    type: "event",
    event: { name: "typing", data: { author: rep } },
    at: 1_000,
  });
  expect(whoTypes(state, "visitor", 2_000)?.name).toBe(rep.name);
  expect(whoTypes(state, "rep", 2_000)).toBeNull();
  expect(whoTypes(state, "visitor", 9_000)).toBeNull();
  expect(whoTypes(play(state, ...events), "visitor", 2_000)).toBeNull();
});
