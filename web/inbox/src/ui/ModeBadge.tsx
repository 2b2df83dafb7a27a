import type { Conversation } from "../api/types";
import { Icon } from "./Icon";
import styles from "./ui.module.css";

interface ModeBadgeProps {
  conversation: Conversation;
  me?: string;
  /** Why a person is wanted, instead of that one is. */
  waiting?: string;
}

const ICONS = { ai: "ai", waiting: "hand", human: "person", closed: "check" } as const;

/** Who speaks: the AI, nobody yet, or a rep by name. */
export function ModeBadge({ conversation, me, waiting = "Waiting" }: ModeBadgeProps) {
  const { mode, owner, hold_until } = conversation;
  const text = {
    ai: "AI",
    waiting,
    human: owner?.id === me && owner ? "You" : (owner?.name ?? "Person"),
    closed: "Closed",
  }[mode];
  return (
    <span
      className={styles["badge"]}
      data-mode={mode}
      title={
        mode === "human"
          ? `${owner?.name ?? ""}${hold_until ? ", the AI is on hold" : ""}`
          : undefined
      }
    >
      <Icon name={hold_until ? "pause" : ICONS[mode]} size={12} />
      <span className={styles["badgeText"]}>{text}</span>
    </span>
  );
}
