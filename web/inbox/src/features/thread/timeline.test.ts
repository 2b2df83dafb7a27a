import { expect, test } from "vitest";
import {
  at,
  conversation,
  MAYA,
  message,
  TOM,
  turn,
  updated,
  waiting,
} from "../../testing/factories";
import { buildTimeline, type TimelineItem } from "./timeline";

const rep = { kind: "rep" as const, id: MAYA.id, name: MAYA.name };
const words = (items: TimelineItem[]) =>
  items.flatMap((item) =>
    item.type === "event" ? [item.text] : item.type === "message" ? [`“${item.message.text}”`] : [],
  );

test("handoff, takeover, hold, hand back and close stand between the messages as lines", () => {
  const human = conversation({ mode: "human", epoch: 3, owner: MAYA });
  const events = [
    updated(2, waiting(2, { epoch: 2 })),
    updated(3, human),
    updated(5, { ...human, hold_until: at(600) }),
    updated(6, conversation({ epoch: 4 })),
    updated(7, conversation({ epoch: 5, mode: "closed" })),
    updated(8, conversation({ epoch: 6 })),
  ];
  const lines = words(buildTimeline([message({ seq: 1, text: "Hi" })], events, []));
  expect(lines.map((line) => line.replace(/\d+:\d\d.*/, "TIME"))).toEqual([
    "“Hi”",
    "Waiting for a person: asked for a person",
    "Maya Lindqvist took over",
    "AI on hold until TIME",
    "Handed back to the AI",
    "Closed",
    "Reopened with the AI",
  ]);
});

test("each line says who did it: a rep, the visitor, the AI or a clock", () => {
  const kim = { by: { kind: "rep" as const, id: "rep_kim", name: "Kim" } };
  const ana = { by: { kind: "visitor" as const, id: "vis_1", name: "Ana" } };
  const ai = { by: { kind: "assistant" as const, id: "ast_1", name: "Fern" } };
  const clock = { by: { kind: "system" as const, name: "Fern" } };
  const human = conversation({ mode: "human", owner: MAYA });
  const tagged = conversation({ tags: [{ name: "vip", kind: "manual" }] });
  const closed = conversation({ mode: "closed" });
  const events = [
    updated(1, tagged, ai),
    updated(2, conversation(), kim),
    updated(3, { ...human, hold_until: at(600) }, { by: rep }),
    updated(4, conversation(), kim),
    updated(5, closed, kim),
    updated(6, conversation(), kim),
    updated(7, human, { by: rep }),
    updated(8, closed, kim),
    updated(9, conversation(), ana),
    updated(10, waiting(10), ana),
    updated(11, conversation(), ana),
    updated(12, human, { by: rep }),
    updated(13, conversation(), clock),
  ];
  const lines = words(buildTimeline([], events, []));
  expect(lines.map((line) => line.replace(/\d+:\d\d(\s[AP]M)?/, "TIME"))).toEqual([
    "Tag “vip” added by the AI",
    "Tag “vip” removed by Kim",
    "Maya Lindqvist took over",
    "Maya Lindqvist put the AI on hold until TIME",
    "Handed back to the AI by Kim",
    "Closed by Kim",
    "Reopened by Kim",
    "Maya Lindqvist took over",
    "Closed by Kim",
    "Open again: Ana wrote",
    "Waiting for a person: asked for a person",
    "Ana went back to the AI",
    "Maya Lindqvist took over",
    "Back with the AI: the time was over",
  ]);
});

test("a takeover is told before the reply that made it", () => {
  const items = buildTimeline(
    [
      message({ seq: 1, text: "Hi" }),
      message({ seq: 2, author: rep, text: "Maya here", created_at: at(3) }),
    ],
    [updated(3, conversation({ mode: "human", owner: MAYA }))],
    [],
  );
  expect(words(items)).toEqual(["“Hi”", "Maya Lindqvist took over", "“Maya here”"]);
});

test("what happens after a reply stands after it, also when nothing came between them", () => {
  const human = conversation({ mode: "human", owner: MAYA });
  const items = buildTimeline(
    [message({ seq: 2, author: rep, text: "Maya here", created_at: at(2) })],
    [updated(1, human), updated(3, { ...human, tags: [{ name: "vip", kind: "manual" }] })],
    [],
  );
  expect(words(items)).toEqual(["Maya Lindqvist took over", "“Maya here”", "Tag “vip” added"]);
});

test("who did not answer in time is named, not why a person was wanted once", () => {
  const human = conversation({ mode: "human", owner: MAYA });
  const items = buildTimeline([], [updated(1, human), updated(2, waiting(1, { epoch: 4 }))], []);
  expect(words(items)[1]).toBe(
    "Maya Lindqvist did not answer in time: waiting for everybody again",
  );
});

test("another rep's takeover names both, and tags are told by difference", () => {
  const mayas = conversation({
    mode: "human",
    owner: MAYA,
    tags: [{ name: "vip", kind: "manual" }],
  });
  const toms = { ...mayas, owner: TOM, tags: [{ name: "refund", kind: "auto" as const }] };
  const items = buildTimeline([], [updated(1, mayas), updated(2, toms)], []);
  expect(words(items)).toEqual([
    "Maya Lindqvist took over",
    "Tag “vip” added",
    "Tom Okafor took over from Maya Lindqvist",
    "Tags “refund” added, “vip” removed",
  ]);
});

/** The lines that are told, and how many are folded between them: `(3)`. */
test("an event that changes nothing visible leaves no line", () => {
  const same = conversation({ mode: "human", owner: MAYA });
  expect(
    words(buildTimeline([], [updated(1, same), updated(2, { ...same, resume_at: at(9) })], [])),
  ).toEqual(["Maya Lindqvist took over"]);
});

test("each day has one heading, and a burst of one author one name", () => {
  const items = buildTimeline(
    [
      message({ seq: 1, created_at: at(0) }),
      message({ seq: 2, created_at: at(30) }),
      message({ seq: 3, created_at: at(400) }),
      message({ seq: 4, created_at: at(86_400) }),
    ],
    [],
    [],
  );
  expect(items.map(({ type }) => type)).toEqual([
    "day",
    "message",
    "message",
    "message",
    "day",
    "message",
  ]);
  expect(items.flatMap((item) => (item.type === "message" ? [item.first] : []))).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test("a turn is explained at its message, or on its own line when it said nothing", () => {
  const spoken = turn({ id: "t1", upto_seq: 1 });
  const silent = turn({ id: "t2", upto_seq: 1, decision: "handoff" });
  const items = buildTimeline(
    [message({ seq: 1 }), message({ seq: 3, turn_id: "t1" })],
    [],
    [spoken, silent],
  );
  expect(items.map((item) => ("turn" in item ? item.turn?.id : item.type))).toEqual([
    "day",
    undefined,
    "t2",
    "t1",
  ]);
});

test("a line stands right before the first message that is new, which names its author again", () => {
  const items = buildTimeline(
    [1, 2, 3].map((seq) => message({ seq })),
    [],
    [],
    3,
  );
  expect(items.map(({ type }) => type)).toEqual(["day", "message", "message", "news", "message"]);
  expect(items.at(-1)).toMatchObject({ first: true });
});
