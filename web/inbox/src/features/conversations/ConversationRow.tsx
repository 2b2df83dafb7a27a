import { memo, type MouseEvent } from "react";
import type { Conversation } from "../../api/types";
import { Avatar } from "../../ui/Avatar";
import { ModeBadge } from "../../ui/ModeBadge";
import { useSlowNow } from "../../ui/useNow";
import { briefReason } from "../thread/reasons";
import { formatAgo, waitOf } from "./clock";
import styles from "./conversations.module.css";
import { preview } from "./preview";
import { useUnread } from "./seen";
import { WaitClock } from "./WaitClock";

const TAGS_SHOWN = 2;

interface ConversationRowProps {
  conversation: Conversation;
  me: string;
  current: boolean;
  href: string;
  onOpen: (id: string) => void;
  register: (id: string, link: HTMLAnchorElement | null) => void;
}

export const ConversationRow = memo(function ConversationRow({
  conversation,
  me,
  current,
  href,
  onOpen,
  register,
}: ConversationRowProps) {
  const unread = useUnread(conversation);
  const { id, mode, visitor, tags, escalation } = conversation;
  const wait = waitOf(conversation);
  const waiting = mode === "waiting";
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(id);
  };
  return (
    <li className={styles["item"]}>
      <a
        ref={(link) => {
          register(id, link);
          return () => register(id, null);
        }}
        href={href}
        className={styles["row"]}
        data-testid="row"
        data-id={id}
        data-mode={mode}
        data-highlighted={waiting}
        data-unread={unread}
        aria-current={current ? "true" : undefined}
        onClick={open}
      >
        <Avatar name={visitor.name} />
        <span className={styles["rowBody"]}>
          <span className={styles["rowTop"]}>
            <span className={styles["name"]}>{visitor.name}</span>
            {unread && <span className={styles["dot"]} role="img" aria-label="Unread" />}
            {wait ? (
              <WaitClock since={wait.since} due={wait.due} />
            ) : (
              <Ago conversation={conversation} />
            )}
          </span>
          <span className={styles["preview"]}>{preview(conversation, me)}</span>
          <span className={styles["rowFoot"]}>
            <ModeBadge
              conversation={conversation}
              me={me}
              waiting={escalation ? briefReason(escalation.reason) : undefined}
            />
            {tags.slice(0, TAGS_SHOWN).map((tag) => (
              <span key={tag.name} className={styles["tag"]}>
                {tag.name}
              </span>
            ))}
            {tags.length > TAGS_SHOWN && (
              <span className={styles["more"]}>+{tags.length - TAGS_SHOWN}</span>
            )}
          </span>
        </span>
      </a>
    </li>
  );
});

function Ago({ conversation }: { conversation: Conversation }) {
  const now = useSlowNow();
  const at = conversation.last_message?.created_at ?? conversation.updated_at;
  return (
    <time className={styles["ago"]} dateTime={at} title={new Date(at).toLocaleString()}>
      {formatAgo(at, now)}
    </time>
  );
}
