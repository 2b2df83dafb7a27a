/** Invented conversations for looking at the widget. */
const LONG = "Dr. Maximiliane-Alexandra von Hohenstein-Wittgenstein y Ortega de la Vega";
const ANSWER = `<p>You can import contacts from a CSV file in a few steps [1]:</p><ol><li>Open <strong>Contacts → Import</strong> and choose your file.</li><li>Match the columns. <code>email</code> is the only one that is required [2].</li><li>Press <strong>Import</strong>. Duplicates are merged by e-mail address.</li></ol><p>Files may have up to 50,000 rows.</p>`;
const CITATIONS = [
  {
    n: 1,
    title: "Import contacts",
    section: "Import contacts › From a CSV file",
    url: "/docs/import#csv",
    quote:
      "Open Contacts and choose Import. Pick a CSV file of at most 50,000 rows; the first row must hold the column names.",
  },
  {
    n: 2,
    title: "Column reference for imports and exports",
    section: "Required columns",
    url: "/docs/columns#required",
    quote: "Only the column email is required. Unknown columns become custom fields.",
  },
];

const AUTHORS = {
  visitor: { kind: "visitor", id: "vis_1", name: "Visitor" },
  assistant: { kind: "assistant", id: null, name: "Fern" },
  rep: { kind: "rep", id: "rep_1", name: "Maya Lindqvist" },
};

class Scene {
  listeners = new Set();
  events = [];
  messages = [];
  seq = 0;
  conversation = null;
  starters = [
    "How do I import my contacts?",
    "Can I change my plan later?",
    "Is my data encrypted?",
  ];

  constructor(name) {
    this.name = name;
    this.authors = { ...AUTHORS };
  }

  begin(change = {}) {
    const at = new Date(Date.now() - 7 * 60_000).toISOString();
    this.conversation = {
      id: "cnv_1", assistant_id: "ast_1", visitor: { id: "vis_1", name: "Visitor" }, mode: "ai",
      epoch: 1, owner: null, tags: [], escalation: null, waiting_since: null, due_at: null,
      hold_until: null, suggestion: null, last_message: null, seq: 0, created_at: at,
      updated_at: at, ...change,
    }; // prettier-ignore
  }

  say(kind, text, more = {}) {
    if (!this.conversation) this.begin();
    this.seq += 1;
    const message = {
      id: `msg_${this.seq}`,
      seq: this.seq,
      client_id: null,
      author: this.authors[kind],
      kind: "reply",
      text,
      html: `<p>${text}</p>`,
      citations: [],
      attachments: [],
      turn_id: null,
      created_at: new Date(Date.now() - (more.ago ?? 0) * 1000).toISOString(),
      ...more,
    };
    this.messages.push(message);
    this.conversation = { ...this.conversation, seq: this.seq, last_message: message };
    this.tell("message.created", message, true);
    return message;
  }

  change({ mode }) {
    this.seq += 1;
    this.conversation = {
      ...this.conversation,
      mode,
      seq: this.seq,
      epoch: this.conversation.epoch + 1,
      owner: mode === "human" ? { id: "rep_1", name: this.authors.rep.name } : null,
      waiting_since: mode === "waiting" ? new Date().toISOString() : null,
    };
    this.tell("conversation.updated", this.conversation, true);
  }

  tell(name, data, durable) {
    const event = { seq: durable ? this.seq : 0, name, data };
    if (durable) this.events.push(event);
    for (const listener of this.listeners) listener(event);
  }

  list() {
    return this.conversation ? [this.conversation] : [];
  }

  snapshot() {
    return { conversation: this.conversation, messages: this.messages, seq: this.seq };
  }
}

function talk(scene) {
  scene.say("visitor", "Hi! How do I import my contacts?", { ago: 420 });
  const answer = { html: ANSWER, citations: CITATIONS, turn_id: "t1", ago: 415 };
  scene.say("assistant", "You can import contacts from a CSV file.", answer);
}

function handedOver(scene) {
  talk(scene);
  scene.say("visitor", "I still need help, can I talk to someone?", { ago: 120 });
  const text = "I have asked the team to join. They can read everything above.";
  scene.say("assistant", text, { turn_id: "t2", ago: 119 });
}

const SCENES = {
  chat: talk,
  waiting: (scene) => (handedOver(scene), scene.change({ mode: "waiting" })),
  human: (scene) => {
    handedOver(scene);
    scene.change({ mode: "human" });
    scene.say("rep", "Hello, Maya here. Which file are you importing?", { ago: 60 });
    scene.say("visitor", "contacts-2026.csv, about 60k rows", { ago: 40 });
    scene.say(
      "rep",
      "That is over the limit of one file. Split it in two and both will go through.",
    );
  },
  closed: (scene) => (talk(scene), scene.change({ mode: "closed" })),
  long: (scene) => {
    scene.authors.rep = { kind: "rep", id: "rep_1", name: LONG };
    scene.begin();
    scene.say("visitor", "https://example.com/" + "averylongpathwithoutanybreak".repeat(6));
    const cited = [{ ...CITATIONS[1], n: 1, title: `${CITATIONS[1].title} ${LONG} ${LONG}` }];
    scene.say("assistant", "x", { html: `<p>${"Long words ".repeat(30)} ${"w".repeat(120)} [1]</p><pre><code>curl -X POST https://api.example.com/v1/contacts/import --data-binary @contacts.csv</code></pre>`, citations: cited, turn_id: "t" }); // prettier-ignore
    scene.change({ mode: "human" });
    scene.say("rep", "Hallo!");
  },
  many: (scene) => {
    for (let i = 0; i < 250; i += 1) {
      scene.say("visitor", `Question number ${i}`, { ago: 9_000 - i * 30 });
      scene.say("assistant", "…", { html: ANSWER, citations: CITATIONS, turn_id: `t${i}`, ago: 8_990 - i * 30 }); // prettier-ignore
    }
  },
};

export function createScene(name) {
  const scene = new Scene(name);
  SCENES[name]?.(scene);
  return scene;
}

export function sessionOf(scene) {
  const assistant = {
    name: scene.name === "long" ? `Fern of ${LONG}` : "Fern",
    greeting: "Hi! Ask me anything about Tern. I answer from the help centre.",
    starters: scene.starters,
    prechat: [],
    open_now: true,
    response_target_s: 300,
    theme: { accent: scene.name === "long" ? "#f2c200" : "#4f46e5", position: "right" },
  };
  return { visitor: { id: "vis_1", name: "Visitor" }, token: scene.name, assistant };
}

/** Answers after a moment, word by word. */
export function converse(scene, text) {
  if (scene.conversation.mode === "closed") scene.change({ mode: "ai" });
  if (scene.conversation.mode !== "ai") return;
  const turn = { turn_id: `t${scene.seq}x`, epoch: scene.conversation.epoch };
  scene.seq += 1;
  scene.tell("turn.started", turn, true);
  if (text.includes("think")) return;
  const words =
    "You can **import contacts** from a CSV file in a few steps [1]: open Contacts,".split(" ");
  words.forEach((word, index) =>
    setTimeout(() => scene.tell("answer.delta", { ...turn, text: `${word} ` }), 300 + index * 60),
  );
  if (text.includes("stream")) return;
  setTimeout(() => {
    if (scene.conversation.mode !== "ai") return;
    scene.say("assistant", "You can import.", { html: ANSWER, citations: CITATIONS, ...turn });
    scene.seq += 1;
    scene.tell("turn.finished", turn, true);
  }, 2_000);
}
