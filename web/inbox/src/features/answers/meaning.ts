import type { ThresholdMeaning } from "../../api/knowledge-types";
import { percent } from "../decision/verdict-text";
import { count } from "../knowledge/words";

/** `Answers 82 %, hands over 18 % of 214 questions`; the two always make 100. */
export function meaningText({ questions, answers }: ThresholdMeaning): string {
  if (questions === 0) return "No questions yet to measure it on";
  const answered = Math.round((answers / questions) * 100) / 100;
  const asked = count(questions, "question");
  return `Answers ${percent(answered)}, hands over ${percent(1 - answered)} of ${asked}`;
}

/** `3 of them at any threshold`: what the AI tried, and found no answer to in the passages. */
export function refusedText({ refused }: ThresholdMeaning): string | null {
  if (refused === 0) return null;
  return `${count(refused, "question")} handed over at any threshold: the pages did not answer after all`;
}

export function sinceDay(iso: string): string {
  return new Date(iso).toLocaleDateString(undefined, { day: "numeric", month: "long" });
}
