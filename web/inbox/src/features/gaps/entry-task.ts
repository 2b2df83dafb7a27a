import type { EntryTask, EntryText } from "../../api/entries";
import type { Entry } from "../../api/knowledge-types";
import type { Rep } from "../../api/types";

/** Owners and admins publish; what others write waits for them. */
export function mayPublish({ role }: Pick<Rep, "role">): boolean {
  return role === "owner" || role === "admin";
}

export function publishLabel(rep: Pick<Rep, "role">, entry: Entry | null): string {
  if (!mayPublish(rep)) return "Propose";
  return entry?.state === "published" || entry?.state === "publishing"
    ? "Publish again"
    : "Publish";
}

/** Whether there is enough of it to be checked and stored. */
export function isWritten({ question, answer }: EntryText): boolean {
  return question.trim().length > 2 && answer.trim().length > 2;
}

interface Written {
  entry: Entry | null;
  text: EntryText;
  assistant: string;
  gap: string | null;
  clientId: string;
}

/** What has to be done so that the text is published; an untouched proposal is only accepted. */
export function taskOf({ entry, text, assistant, gap, clientId }: Written): EntryTask {
  if (!entry) return { task: "create", text, assistant, gap, clientId };
  const same = entry.question === text.question && entry.answer === text.answer;
  if (entry.state === "proposed" && same) return { task: "publish", id: entry.id };
  return { task: "change", id: entry.id, text, publish: entry.state === "proposed" };
}
