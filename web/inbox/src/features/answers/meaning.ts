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

export function sinceDay(iso: string): string {
  return new Date(iso).toLocaleDateString(undefined, { day: "numeric", month: "long" });
}
