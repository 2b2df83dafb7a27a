/** Invented conversations without a story: a very long one, one of the signed-in rep, and a crowd. */
import type { Conversation, ConversationDetail, Message } from "../src/api/types";
import { conversation, MAYA, message, TOM } from "../src/testing/factories";

export const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

export const ana = { kind: "visitor" as const, id: "vis_ana", name: "Ana Ferreira" };
export const fern = { kind: "assistant" as const, id: "ast_1", name: "Fern" };
export const tom = { kind: "rep" as const, id: TOM.id, name: TOM.name };
export const maya = { kind: "rep" as const, id: MAYA.id, name: MAYA.name };
const LONG_NAME =
  "Wilhelmina-Charlotte von und zu Hohenberg-Schwarzenfels (Accounts Payable, EMEA)";

export function long(): ConversationDetail {
  const messages = Array.from({ length: 500 }, (_, index) =>
    message({
      seq: index + 1,
      author: index % 3 === 0 ? ana : index % 3 === 1 ? fern : tom,
      created_at: ago((500 - index) * 400),
      text: `Message ${index + 1}. ${"Words that make it longer. ".repeat(index % 5)}`,
    }),
  );
  const view = conversation({
    id: "cnv_long",
    mode: "human",
    epoch: 4,
    owner: { id: TOM.id, name: TOM.name },
    visitor: { id: "vis_l", name: LONG_NAME },
    seq: 500,
    updated_at: ago(380),
    last_message: lastOf(messages),
  });
  return {
    conversation: view,
    visitor: view.visitor,
    messages,
    events: [],
    action_runs: [],
    turns: [],
    seq: 500,
  };
}

export function mine(): ConversationDetail {
  const messages = [
    message({ seq: 1, author: { ...ana, name: "Kofi" }, text: "Hello?", created_at: ago(500) }),
    message({ seq: 3, author: maya, text: "Hi Kofi, I am looking into it.", created_at: ago(400) }),
  ];
  const view = conversation({
    id: "cnv_mine",
    mode: "human",
    epoch: 3,
    owner: { id: MAYA.id, name: MAYA.name },
    visitor: { id: "vis_k", name: "Kofi" },
    seq: 4,
    resume_at: ago(-48),
    updated_at: ago(400),
    last_message: lastOf(messages),
  });
  return {
    conversation: view,
    visitor: view.visitor,
    messages,
    events: [],
    action_runs: [],
    turns: [],
    seq: 4,
  };
}

export function plain(index: number): ConversationDetail {
  const mode = (["ai", "closed", "ai", "waiting"] as const)[index % 4] ?? "ai";
  const text =
    [
      "Where is my invoice?",
      "ok thanks",
      "Can I use the API on the free plan, and is there a limit on the number of calls each minute?",
    ][index % 3] ?? "";
  const messages = [
    message({
      seq: 1,
      author: { ...ana, name: `Visitor ${index}` },
      text,
      created_at: ago(600 + index * 900),
    }),
  ];
  const view: Conversation = conversation({
    id: `cnv_p${index}`,
    mode,
    visitor: { id: `vis_p${index}`, name: index === 3 ? LONG_NAME : `Visitor ${1000 + index}` },
    updated_at: ago(600 + index * 900),
    last_message: lastOf(messages),
    ...(mode === "waiting"
      ? {
          waiting_since: ago(20 + index * 60),
          due_at: ago(index * 60 - 280),
          escalation: { reason: "no_answer", summary: "", since: ago(20 + index * 60) },
        }
      : {}),
    tags:
      index % 5 === 0
        ? ["billing", "refund-of-a-yearly-plan", "urgent", "api"].map((name) => ({
            name,
            kind: "manual" as const,
          }))
        : [],
  });
  return {
    conversation: view,
    visitor: view.visitor,
    messages,
    events: [],
    action_runs: [],
    turns: [],
    seq: 1,
  };
}

export function lastOf(messages: Message[]): Conversation["last_message"] {
  return messages.at(-1) ?? null;
}
