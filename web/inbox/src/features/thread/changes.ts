import type { Author, Conversation, Tag } from "../../api/types";
import { formatTime } from "../conversations/clock";
import { reasonText } from "./reasons";

export type Tone = "plain" | "wait" | "human" | "ai" | "closed";
export interface Change {
  text: string;
  tone: Tone;
  /** Of many in a row, minor ones may be left out, and all but the last that say whether it is closed. */
  weight?: "minor" | "standing";
}

/** A conversation as an event tells it; `by`: who brought it there. Older events do not know. */
export type Changed = Conversation & { by?: Author };

/** What happened between two states of a conversation, in sentences for the thread. */
export function describeChange(before: Conversation | undefined, after: Changed): Change[] {
  return [modeChange(before, after), holdChange(before, after), tagChange(before, after)].filter(
    (change): change is Change => change !== null,
  );
}

function modeChange(before: Conversation | undefined, after: Changed): Change | null {
  const from = before?.mode ?? "ai";
  if (from === after.mode) return ownerChange(before, after);
  if (from === "closed") return { text: reopened(after), tone: toneOf(after), weight: "standing" };
  switch (after.mode) {
    case "waiting":
      return { text: waits(before, after), tone: "wait" };
    case "human":
      return { text: `${after.owner?.name ?? "A rep"} took over`, tone: "human" };
    case "closed":
      return { text: `Closed${byPerson(after)}`, tone: "closed", weight: "standing" };
    case "ai":
      return { text: backWithAi(from, after), tone: "ai" };
  }
}

function ownerChange(before: Conversation | undefined, after: Conversation): Change | null {
  if (after.mode !== "human" || !before?.owner || !after.owner) return null;
  if (before.owner.id === after.owner.id) return null;
  return { text: `${after.owner.name} took over from ${before.owner.name}`, tone: "human" };
}

function reopened(after: Changed): string {
  if (after.mode === "human") return `Reopened by ${after.owner?.name ?? "a rep"}`;
  if (after.mode === "waiting") return `Reopened, waiting for a person${because(after)}`;
  if (after.by?.kind === "visitor") return `Open again: ${after.by.name} wrote`;
  return `Reopened${byPerson(after) || " with the AI"}`;
}

function backWithAi(from: Conversation["mode"], after: Changed): string {
  if (after.by?.kind === "visitor") return `${after.by.name} went back to the AI`;
  if (after.by?.kind === "system") return "Back with the AI: the time was over";
  if (from === "waiting" && !after.by) return "Back with the AI";
  return `Handed back to the AI${byPerson(after)}`;
}

/** After a person had it, it is known why one is wanted; what is new is that this one was silent. */
function waits(before: Conversation | undefined, after: Conversation): string {
  if (before?.mode !== "human") return `Waiting for a person${because(after)}`;
  return `${before.owner?.name ?? "The rep"} did not answer in time: waiting for everybody again`;
}

function because(after: Conversation): string {
  return after.escalation ? `: ${lowerFirst(reasonText(after.escalation.reason))}` : "";
}

function holdChange(before: Conversation | undefined, after: Changed): Change | null {
  const until = after.hold_until;
  if (!until || until === before?.hold_until || after.mode === "closed") return null;
  const hold = `on hold until ${formatTime(until)}`;
  const { by } = after;
  return {
    text: by?.kind === "rep" ? `${by.name} put the AI ${hold}` : `AI ${hold}`,
    tone: "human",
    weight: "minor",
  };
}

function tagChange(before: Conversation | undefined, after: Changed): Change | null {
  const added = missing(after.tags, before?.tags);
  const removed = missing(before?.tags, after.tags);
  const all = [...added, ...removed];
  if (all.length === 0) return null;
  const parts = [named(added, "added"), named(removed, "removed")].filter((part) => part !== "");
  const by = after.by?.kind === "assistant" ? " by the AI" : byPerson(after);
  const tags = all.length === 1 ? "Tag" : "Tags";
  return { text: `${tags} ${parts.join(", ")}${by}`, tone: "plain", weight: "minor" };
}

function named(names: readonly string[], done: string): string {
  return names.length > 0 ? `${names.map((name) => `“${name}”`).join(", ")} ${done}` : "";
}

function byPerson({ by }: Changed): string {
  return by?.kind === "rep" ? ` by ${by.name}` : "";
}

function missing(tags: Tag[] = [], other: Tag[] = []): string[] {
  const known = new Set(other.map((tag) => tag.name));
  return tags.map((tag) => tag.name).filter((name) => !known.has(name));
}

function toneOf(after: Conversation): Tone {
  return after.mode === "waiting" ? "wait" : after.mode === "human" ? "human" : "ai";
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
