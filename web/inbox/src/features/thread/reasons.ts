/** What the codes of the design mean, in the words of the team. */
const REASONS: Record<string, string> = {
  human_requested: "Asked for a person",
  no_answer: "The documents do not answer this",
  low_confidence: "The AI was not sure enough",
  frustration: "The visitor sounds frustrated",
  repeated_question: "The same question again",
  unresolved_turns: "Several answers did not help",
  topic_rule: "A topic rule",
  keyword_rule: "A keyword rule",
  custom_action: "A custom action was finished",
  ai_failure: "The AI failed",
  budget_exhausted: "The AI budget is used up",
  visitor_button: "The visitor pressed the button for a person",
  rep_pulled: "A rep pulled the conversation",
  marked_unhelpful: "Marked as not helpful",
  rep_silent: "The rep did not answer in time",
};

/** The same where there is room for two or three words. */
const BRIEF: Record<string, string> = {
  human_requested: "Asked for a person",
  no_answer: "Not in the documents",
  low_confidence: "Not sure enough",
  frustration: "Frustrated",
  repeated_question: "Asked again",
  unresolved_turns: "Not helped so far",
  topic_rule: "Topic rule",
  keyword_rule: "Keyword rule",
  custom_action: "Action to confirm",
  ai_failure: "The AI failed",
  budget_exhausted: "Budget used up",
  visitor_button: "Asked for a person",
  rep_pulled: "Pulled by a rep",
  marked_unhelpful: "Not helpful",
  rep_silent: "No reply in time",
};

const DECISIONS: Record<string, string> = {
  answer: "Answered",
  ask: "Asked back",
  offer: "Offered a person",
  handoff: "Handed over",
  smalltalk: "Small talk",
  action: "Custom action",
};

export function reasonText(code: string): string {
  return REASONS[code] ?? humanise(code);
}

export function briefReason(code: string): string {
  return BRIEF[code] ?? humanise(code);
}

export function decisionText(code: string): string {
  return DECISIONS[code] ?? humanise(code);
}

export function humanise(code: string): string {
  const words = code.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
