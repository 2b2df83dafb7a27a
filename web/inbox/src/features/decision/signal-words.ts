import { humanise } from "../thread/reasons";

type Signals = Record<string, unknown>;
type Say = (value: unknown) => string | null;

const yes = (sentence: string) => (value: unknown) => (value ? sentence : null);

const FOLLOW_UPS: Record<string, string> = {
  new: "A part that was not quoted yet tells what the follow-up adds.",
  said: "What was quoted just now tells what the follow-up adds; only that part is said again.",
  nothing: "Nothing that was found tells what the follow-up adds.",
};

/** By the code of the last failure. */
const MODEL_FAULTS: Record<string, string> = {
  llm_timeout: "The model took too long.",
  llm_unavailable: "The model could not be reached, or failed.",
  llm_rate_limited: "The model's provider refused more requests for now.",
  llm_refused: "The model's provider refused the request: check key, address and model name.",
  llm_malformed: "The model replied with nothing that can be read.",
  llm_truncated: "The model broke off its answer.",
  llm_too_long: "The model did not come to an end.",
  llm_filtered: "The provider's filter cut the answer off.",
};

/** Signals that mean something to who is not a searcher. */
const SENTENCES: Record<string, Say> = {
  standing: (value) =>
    level(
      value,
      [0.3, 0.15],
      [
        "A passage stands out clearly from all that is published.",
        "The best passage stands out a little from the others.",
        "No passage stands out: all are about equally far from the question.",
      ],
    ),
  late: (value) =>
    level(
      value,
      [0.6, 0.4],
      [
        "Nearly every word of the question is met in one passage.",
        "A part of the question's words is met in one passage.",
        "Most of the question's words are met in no passage.",
      ],
    ),
  coverage: (value) =>
    level(
      value,
      [0.75, 0.4],
      [
        "A passage holds nearly all that the question names.",
        "A passage holds a part of what the question names.",
        "Most of what the question names stands in no passage.",
      ],
    ),
  asks_for_act: yes("It asks for something to be done, which documents cannot do."),
  own_account: yes("It is about the visitor's own account, which documents do not know."),
  other_product: (value) => `It is about another company's product (${String(value)}).`,
  rewrites: yes("The question was put in other words to find more."),
  alone: yes("It was read as a new subject: what was said before makes no answer more probable."),
  follow_up: (value) => FOLLOW_UPS[String(value)] ?? null,
  beside: yes("The documents were asked what stands beside a form or the wish for a person."),
  left_open: yes("A part of what was asked has no answer, and the answer says so."),
  model_failed: (value) => MODEL_FAULTS[String(value).split(", ").at(-1) ?? ""] ?? null,
  embedding_failed: yes("The search by meaning failed; only words were compared."),
  unsupported: yes("Sentences that no passage supports were left out."),
};

/** What each figure measures, for the list of all; an intent's score says whose it is. */
const NAMES: Record<string, string> = {
  standing: "Lead of the best passage over the library",
  outstanding: "That lead, weighed by the question's length",
  cosine: "Nearness in meaning of the best passage",
  late: "Words of the question met in one passage",
  coverage: "Share of the question found in a passage",
  documents: "Share of different documents among the passages",
  asks_for_act: "Asks for something to be done",
  own_account: "About the visitor's own account",
  other_product: "Another company's product that is asked about",
  parts: "Questions in one message, when several",
  rewrites: "Times asked in other words",
  alone: "Read as a new subject",
  follow_up: "What tells what a follow-up adds",
  beside: "Asks something besides",
  action_step: "Step of the form",
  left_open: "Questions left without an answer",
  calibration: "Calibration in use",
  embedding_failed: "Search by meaning failed",
  model_failed: "What the model failed with",
  unsupported: "Sentences left out as unsupported",
  route: "Way taken through the turn",
};

function nameOf(signal: string): string {
  const intent = signal.startsWith("intent_") ? signal.slice("intent_".length) : null;
  return (
    NAMES[signal] ?? (intent ? `Sounds like: ${humanise(intent).toLowerCase()}` : humanise(signal))
  );
}

/** Sentences for people, and every figure for who wants to compare. */
export function describeSignals(signals: Signals): [string[], [string, string][]] {
  const sentences = Object.entries(SENTENCES).flatMap(([name, say]) =>
    name in signals ? (say(signals[name]) ?? []) : [],
  );
  const figures = Object.entries(signals)
    .filter(([, value]) => ["number", "string", "boolean"].includes(typeof value))
    .map(([name, value]): [string, string] => [nameOf(name), figure(value)]);
  return [sentences, figures];
}

function level(value: unknown, [high, middle]: [number, number], says: [string, string, string]) {
  if (typeof value !== "number") return null;
  if (value >= high) return says[0];
  return value >= middle ? says[1] : says[2];
}

function figure(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(3);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
