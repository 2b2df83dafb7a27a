import type { ChatState, Presence } from "@baton/shared/chat/reducer";
import { useNow } from "../../ui/useNow";
import { says } from "../conversations/who";
import styles from "./pane.module.css";

const TYPING_LASTS_MS = 30_000;
const VISITOR_TYPING_LASTS_MS = 6_000;

/** Who else is here, in words. The server tells each change once and takes silent reps away itself. */
export function presenceWords(
  chat: Pick<ChatState, "presence" | "typing">,
  me: string,
  now: number,
): string[] {
  const others = Object.values(chat.presence).filter(({ rep }) => rep.id !== me);
  const typing = others.filter((one) => isTypingNow(one, now)).map(({ rep }) => rep.name);
  const viewing = others
    .filter((one) => !isTypingNow(one, now) && one.state !== "away")
    .map(({ rep }) => rep.name);
  const words = [];
  const { typing: visitor } = chat;
  if (visitor?.author.kind === "visitor" && now - visitor.at < VISITOR_TYPING_LASTS_MS)
    words.push(says([visitor.author.name], "typing"));
  if (typing.length) words.push(says(typing, "typing"));
  if (viewing.length) words.push(says(viewing, "viewing"));
  return words;
}

function isTypingNow(one: Presence, now: number): boolean {
  return one.state === "typing" && now - one.at < TYPING_LASTS_MS;
}

export function PresenceLine({ chat, me }: { chat: ChatState; me: string }) {
  const now = useNow();
  const words = presenceWords(chat, me, now);
  return (
    <p
      className={styles["presence"]}
      data-testid="presence"
      aria-live="polite"
      data-empty={words.length === 0}
    >
      {words.join(" · ")}
    </p>
  );
}
