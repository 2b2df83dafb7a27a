import { memo } from "react";
import { usePresent } from "../../api/present";
import type { Conversation } from "../../api/types";
import { Avatar } from "../../ui/Avatar";
import { ModeBadge } from "../../ui/ModeBadge";
import { RowLink, type RowProps } from "../../ui/RowLink";
import { Time } from "../../ui/Time";
import { useSlowNow } from "../../ui/useNow";
import { useHasDraft } from "../composer/drafts";
import { briefReason } from "../thread/reasons";
import { formatAgo, waitOf } from "./clock";
import styles from "./conversations.module.css";
import { preview } from "./preview";
import { useUnread } from "./seen";
import { WaitClock } from "./WaitClock";
import { whoIsHere } from "./who";

const TAGS_SHOWN = 2;

interface ConversationRowProps extends RowProps {
  conversation: Conversation;
  me: string;
}

export const ConversationRow = memo(function ConversationRow({
  conversation,
  me,
  ...row
}: ConversationRowProps) {
  const unread = useUnread(conversation);
  const drafted = useHasDraft(me, conversation.id);
  const { id, mode, visitor, tags, escalation } = conversation;
  const wait = waitOf(conversation);
  const waiting = mode === "waiting";
  return (
    <li className={styles["item"]}>
      <RowLink
        {...row}
        id={id}
        className={styles["row"]}
        data-testid="row"
        data-mode={mode}
        data-highlighted={waiting}
        data-unread={unread}
      >
        <Avatar name={visitor.name} />
        <span className={styles["rowBody"]}>
          <span className={styles["rowTop"]}>
            <span className={styles["name"]} title={visitor.name}>
              {visitor.name}
            </span>
            {unread && <span className={styles["dot"]} role="img" aria-label="Unread" />}
            {wait ? (
              <WaitClock since={wait.since} due={wait.due} />
            ) : (
              <Ago conversation={conversation} />
            )}
          </span>
          <span className={styles["preview"]}>
            {drafted && !row.current && <span className={styles["draft"]}>Draft</span>}
            {preview(conversation, me)}
          </span>
          <span className={styles["rowFoot"]}>
            <ModeBadge
              conversation={conversation}
              me={me}
              waiting={escalation ? briefReason(escalation.reason) : undefined}
            />
            {tags.slice(0, TAGS_SHOWN).map((tag) => (
              <span key={tag.name} className={styles["tag"]} title={tag.name}>
                {tag.name}
              </span>
            ))}
            {tags.length > TAGS_SHOWN && (
              <span className={styles["more"]}>+{tags.length - TAGS_SHOWN}</span>
            )}
            <Here id={id} me={me} />
          </span>
        </span>
      </RowLink>
    </li>
  );
});

/** Who else is at this conversation, so that two do not begin the same answer. */
function Here({ id, me }: { id: string; me: string }) {
  const reps = usePresent(id);
  const here = whoIsHere(reps, me);
  return (
    here && (
      <span className={styles["here"]} data-testid="row-presence" title={here}>
        {whoIsHere(reps, me, true)}
      </span>
    )
  );
}

function Ago({ conversation }: { conversation: Conversation }) {
  const now = useSlowNow();
  const at = conversation.updated_at;
  return (
    <Time className={styles["ago"]} at={at}>
      {formatAgo(at, now)}
    </Time>
  );
}
