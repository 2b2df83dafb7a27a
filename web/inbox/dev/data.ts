/** Invented conversations for looking at the inbox without a server. */
import type { ConversationDetail } from "../src/api/types";
import { sources, trace } from "./trace";
import { conversation, message, TOM, turn } from "../src/testing/factories";
import { ago, ana, fern, lastOf, long, maya, mine, plain } from "./crowd";

function story(): ConversationDetail {
  const view = conversation({
    id: "cnv_ana",
    mode: "waiting",
    epoch: 2,
    visitor: {
      id: "vis_ana",
      name: "Ana Ferreira",
      email: "ana@ferreira-studio.example",
      profile: {
        plan: "Team",
        seats: 12,
        attributes: { company: "Ferreira Studio", trial: false },
      },
      page: { url: "https://pennilark.example/pricing", title: "Pricing" },
    },
    tags: [
      { name: "billing", kind: "auto" },
      { name: "vip", kind: "manual" },
    ],
    escalation: {
      reason: "custom_action",
      summary: "Wants to cancel the subscription of account PL-4821. Reason: too expensive.",
      since: ago(205),
    },
    waiting_since: ago(205),
    due_at: ago(-95),
    seq: 21,
    created_at: ago(90_000),
    updated_at: ago(205),
  });
  const messages = [
    message({ seq: 1, author: ana, text: "How do I import my contacts?", created_at: ago(90_000) }),
    message({
      seq: 3,
      author: fern,
      turn_id: "trn_1",
      created_at: ago(89_998),
      citations: sources,
      text: "Open Contacts and choose Import.",
      html: "<p>Open <strong>Contacts</strong> and choose <strong>Import</strong>:</p><ol><li>Save your list as a CSV file; the first row holds the column names [1].</li><li>Drop the file on the page.</li><li>Match the columns and press <em>Start import</em>.</li></ol><p>One file may hold up to 50,000 rows [2].</p>",
    }),
    message({
      seq: 5,
      author: ana,
      text: "Thanks, that worked! 🎉\nOne more thing: I need to cancel our subscription.",
      created_at: ago(340),
    }),
    message({
      seq: 7,
      author: fern,
      turn_id: "trn_2",
      created_at: ago(338),
      text: "I can prepare that. What is your account number?",
      html: "<p>I can prepare that. What is your account number? It looks like <code>PL-1234</code>.</p>",
    }),
    message({ seq: 10, author: ana, text: "PL-4821", created_at: ago(260) }),
    message({
      seq: 11,
      author: ana,
      text: "and it is simply too expensive for us now",
      created_at: ago(250),
    }),
    message({
      seq: 13,
      author: fern,
      turn_id: "trn_3",
      created_at: ago(206),
      text: "Thank you. I have asked a person from the team to take it from here; they usually answer within 5 minutes.",
    }),
    message({
      seq: 18,
      author: maya,
      kind: "note",
      created_at: ago(120),
      text: "Offer the yearly discount before we cancel.",
      html: '<p>Offer the yearly discount before we cancel, see <a href="https://wiki.example/discounts">our rules</a>.</p>',
    }),
  ];
  const base = { ...view, tags: [], waiting_since: null, due_at: null, escalation: null };
  const events = [
    {
      seq: 9,
      name: "conversation.updated",
      created_at: ago(337),
      data: { ...base, mode: "ai", tags: [{ name: "billing", kind: "auto" }] },
    },
    {
      seq: 15,
      name: "conversation.updated",
      created_at: ago(205),
      data: { ...view, tags: [{ name: "billing", kind: "auto" }] },
    },
    { seq: 19, name: "conversation.updated", created_at: ago(110), data: { ...view } },
  ];
  return {
    conversation: {
      ...view,
      last_message: lastOf(messages.filter(({ kind }) => kind === "reply")),
    },
    visitor: view.visitor,
    messages,
    events,
    action_runs: [
      {
        id: "act_1",
        action: "cancel_subscription",
        title: "Cancel subscription",
        state: "finished",
        updated_at: ago(206),
        slots: {
          account_id: { value: "PL-4821", valid: true },
          reason: { value: "Too expensive", valid: true },
          effective_date: { value: null, valid: false },
        },
      },
    ],
    turns: [
      turn({ id: "trn_1", answerable: 0.91, trace, state: "committed", upto_seq: 1 }),
      turn({
        id: "trn_2",
        decision: "action",
        answerable: 0.2,
        state: "committed",
        trace: { ...trace, chunks: [], model: null, action: "cancel_subscription" },
        upto_seq: 5,
      }),
      turn({
        id: "trn_3",
        decision: "handoff",
        reason: "custom_action",
        answerable: 0.1,
        state: "committed",
        upto_seq: 11,
      }),
    ],
    presence: [{ id: TOM.id, name: TOM.name, state: "viewing" }],
    seq: 21,
  };
}

export function invent(rows: number): ConversationDetail[] {
  return [story(), long(), mine(), ...Array.from({ length: rows }, (_, index) => plain(index))];
}
