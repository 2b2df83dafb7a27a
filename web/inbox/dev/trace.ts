/** An invented decision trace, for the "why" panel. */
import type { Citation, Trace } from "../src/api/types";

export const trace: Trace = {
  signals: {
    cosine_top: 0.7421,
    lexical_top: 0.61,
    coverage: 0.83,
    gap: 0.12,
    person_wanted: 0.02,
    language: "en",
    follow_up: false,
  },
  chunks: [
    {
      n: 1,
      chunk_id: "c1",
      title: "Import contacts from a CSV file",
      section: "Prepare the file",
      url: "/docs/import/csv#prepare",
      revision: 3,
      score: 0.031,
      cosine: 0.742,
      lexical: 0.61,
      coverage: 0.83,
    },
    {
      n: 2,
      chunk_id: "c2",
      title: "Limits",
      section: "Files",
      url: "/docs/limits#files",
      revision: 3,
      score: 0.024,
      cosine: 0.588,
      lexical: 0.22,
      coverage: 0.4,
    },
    {
      n: 3,
      chunk_id: "c3",
      title: "Export contacts",
      section: "",
      url: "/docs/export",
      revision: 3,
      score: 0.019,
      cosine: 0.571,
      lexical: 0.11,
      coverage: 0.3,
    },
  ],
  citations: [1, 2],
  threshold: 0.5,
  timings: { understand: 4.1, retrieve: 9.8, grade: 0.2, answer: 812.4, verify: 1.9 },
  usage: { input: 1290, output: 118 },
  model: "gpt-4.1-mini",
  prompt_revision: "answer-3",
};

export const sources: Citation[] = [
  {
    n: 1,
    title: "Import contacts from a CSV file",
    section: "Prepare the file",
    url: "/docs/import/csv#prepare",
    quote:
      "The first row must hold the column names. Save the file as UTF-8 with commas between the columns.",
  },
  {
    n: 2,
    title: "Limits",
    section: "Files",
    url: "/docs/limits#files",
    quote: "One import may hold up to 50,000 rows or 20 MB.",
  },
];
