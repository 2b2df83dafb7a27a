import type { TrialMessage } from "../../api/trying";

/** A message before the question, while it is written. */
export interface Earlier {
  key: string;
  author: "visitor" | "assistant" | "rep";
  text: string;
}

/** The thread that is tried: what was said before, without empty lines, and the question. */
export function threadOf(earlier: readonly Earlier[], question: string): TrialMessage[] {
  return [
    ...earlier
      .filter(({ text }) => text.trim())
      .map(({ author, text }) => ({ author, text: text.trim() })),
    { author: "visitor" as const, text: question.trim() },
  ];
}
