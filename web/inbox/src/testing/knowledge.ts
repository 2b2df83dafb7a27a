import type { Assistant } from "../api/assistants";
import type { Chunk, Entry, Gap, Source, SourceDocument } from "../api/knowledge-types";
import type { Trial } from "../api/trying";
import { at, MAYA } from "./factories";

/** Builders of what assistants know and what they lack. */
let counter = 0;
const next = (): number => ++counter;

export function assistant(over: Partial<Assistant> = {}): Assistant {
  return {
    id: "ast_1",
    name: "Fern",
    key: "fern",
    settings: { answer_threshold: 0.5, tone: "friendly", language: "auto", daily_budget: null },
    knowledge_revision: 1,
    created_at: at(0),
    ...over,
  };
}

export function source(over: Partial<Source> = {}): Source {
  const n = next();
  return {
    id: `src_${n}`,
    assistant_id: "ast_1",
    assistant_ids: ["ast_1"],
    kind: "files",
    name: `Source ${n}`,
    location: `file-${n}.md`,
    settings: {},
    refresh_s: null,
    state: "idle",
    progress: null,
    error: null,
    documents: 2,
    chunks: 7,
    holdings: [],
    failed: 0,
    created_at: at(0),
    refreshed_at: at(n),
    next_refresh_at: null,
    ...over,
  };
}

export function sourceDocument(over: Partial<SourceDocument> = {}): SourceDocument {
  const n = next();
  return {
    id: `doc_${n}`,
    path: `guide/page-${n}.md`,
    url: `/docs/guide/page-${n}`,
    title: `Page ${n}`,
    state: "published",
    reason: null,
    chunks: 3,
    fetched_at: at(n),
    ...over,
  };
}

export function chunk(over: Partial<Chunk> = {}): Chunk {
  const n = next();
  return {
    id: `chk_${n}`,
    ordinal: 0,
    heading_path: ["Guide", "Import"],
    anchor: "import",
    url: "/docs/guide#import",
    text: "1. Open **Contacts**.\n2. Choose Import.",
    tokens: 42,
    ...over,
  };
}

export function gap(over: Partial<Gap> = {}): Gap {
  const n = next();
  return {
    id: `gap_${n}`,
    assistant_id: "ast_1",
    question: `Question ${n}?`,
    count: 3,
    reasons: { no_answer: 2, low_confidence: 1 },
    human_minutes: 34,
    last_at: at(n),
    state: "open",
    examples: [],
    ...over,
  };
}

export function entry(over: Partial<Entry> = {}): Entry {
  const n = next();
  return {
    id: `ent_${n}`,
    assistant_id: "ast_1",
    gap_id: null,
    question: `Question ${n}?`,
    answer: "Yes, in **Settings**.",
    state: "published",
    written_by: { id: MAYA.id, name: MAYA.name },
    written_at: at(n),
    reviewed_by: null,
    reviewed_at: null,
    changed_at: at(n),
    error: null,
    ...over,
  };
}

export function trial(over: Partial<Trial> = {}): Trial {
  return {
    decision: "answer",
    reason: null,
    answerable: 0.87,
    answer: "Open Contacts [1].",
    citations: [
      {
        n: 1,
        title: "Import",
        section: "Steps",
        url: "/docs/import#steps",
        quote: "Open Contacts",
      },
    ],
    signals: { standing: 0.4, coverage: 0.2, own_account: false },
    chunks: [
      {
        document: "import.md",
        title: "Import",
        section: "Steps",
        url: "/docs/import#steps",
        score: 0.9,
        cosine: 0.7,
      },
    ],
    action: null,
    tags: [],
    ...over,
  };
}
