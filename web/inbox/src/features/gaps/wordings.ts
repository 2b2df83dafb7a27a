/** A question in one wording, and how often it was asked so; the newest time stands for all. */
export interface Wording<T> {
  asked: T;
  times: number;
}

/** The questions with those of the same words, but for case and spaces, taken together; in their order. */
export function wordings<T extends { question: string }>(questions: readonly T[]): Wording<T>[] {
  const found = new Map<string, Wording<T>>();
  for (const asked of questions) {
    const key = asked.question.toLowerCase().replaceAll(/\s+/g, " ").trim();
    const known = found.get(key);
    if (known) known.times += 1;
    else found.set(key, { asked, times: 1 });
  }
  return [...found.values()];
}
