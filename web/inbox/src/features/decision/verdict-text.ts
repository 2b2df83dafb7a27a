/** How a turn ended, or would; `answerable`: a probability, 0..1. */
export interface Decided {
  decision: string;
  reason?: string | null;
  answerable: number;
  tags?: readonly string[];
}

/** `82%` */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** Whether the documents were asked at all; where not, 0% would look like a finding. */
export function isWeighed({ decision, reason, answerable }: Decided): boolean {
  return (
    answerable > 0 || decision === "answer" || reason === "no_answer" || reason === "low_confidence"
  );
}

const WITHOUT_MODEL: Record<string, string> = {
  ai_failure: "but the model failed",
  budget_exhausted: "but the model's budget for the day is spent",
};

/** Why it would answer or not, in one or two sentences. */
export function verdictText(decided: Decided, threshold: number, name: string): string {
  const { decision, reason, answerable } = decided;
  const sure = `The documents answer this with a probability of ${percent(answerable)}`;
  const from = `${name} answers from ${percent(threshold)} on`;
  if (decision === "answer") return `${sure}; ${from}.`;
  if (reason === "no_answer" || reason === "low_confidence") {
    return answerable >= threshold
      ? `${sure}, but nothing in the passages found could be quoted as the answer.`
      : `${sure}; ${from}, so a person is called.`;
  }
  if (decision === "ask") return whyAsked(answerable);
  const without = answerable > 0 && WITHOUT_MODEL[reason ?? ""];
  if (without) return `${sure}, ${without}, so a person is called.`;
  if (decision === "action" && answerable > 0) return `${sure}; ${from}.`;
  if (reason) return "This is decided before the documents are asked.";
  return "The documents are not needed for this.";
}

function whyAsked(answerable: number): string {
  return answerable > 0
    ? "Several pages fit what was written, so the visitor is asked which one is meant."
    : "It is not clear what is meant, so the visitor is asked.";
}
