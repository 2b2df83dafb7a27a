import type { Settings } from "../../api/assistants";

/** The settings of this page as they are typed. */
export interface AnswersDraft {
  threshold: number;
  tone: string;
  language: string;
  budget: string;
}

const names = new Intl.DisplayNames("en", { type: "language" });
const CODES = "bg cs da de el en es et fi fr hu it ja ko lt lv nl no pl pt ro ru sk sl sv tr uk zh";

/** What can be chosen; the server takes every code. */
export const LANGUAGES: readonly (readonly [code: string, name: string])[] = [
  ["auto", "The visitor’s language"],
  ...CODES.split(" ")
    .map((code): [string, string] => [code, `Always ${names.of(code) ?? code}`])
    .sort(([, a], [, b]) => a.localeCompare(b)),
];

export function draftOf(settings: Settings): AnswersDraft {
  const { answer_threshold = 0.5, tone = "", language = "auto", daily_budget } = settings;
  return {
    threshold: answer_threshold,
    tone,
    language,
    budget: typeof daily_budget === "number" ? String(daily_budget) : "",
  };
}

/** Only what differs, so that two people who change different things do not undo each other. */
export function changesOf(saved: AnswersDraft, draft: AnswersDraft): Partial<Settings> {
  return {
    ...(draft.threshold !== saved.threshold && { answer_threshold: draft.threshold }),
    ...(draft.tone.trim() !== saved.tone && { tone: draft.tone.trim() }),
    ...(draft.language !== saved.language && { language: draft.language }),
    ...(draft.budget.trim() !== saved.budget && { daily_budget: budgetOf(draft.budget) }),
  };
}

export function problemOf(draft: AnswersDraft): string | undefined {
  const budget = budgetOf(draft.budget);
  return budget === null || budget >= 0 ? undefined : "Write an amount, like 2.50, or nothing.";
}

/** Null for no limit, NaN for what is no amount; a decimal comma is one too. */
function budgetOf(typed: string): number | null {
  const text = typed.trim().replace(",", ".");
  if (!text) return null;
  return /^\d+(\.\d*)?$|^\.\d+$/.test(text) ? Number(text) : NaN;
}
