import { useConversationAction } from "../../api/conversations";
import type { Conversation } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useNow } from "../../ui/useNow";
import { formatElapsed } from "../conversations/clock";
import { formatTime } from "../conversations/clock";
import styles from "./pane.module.css";

const EXTEND_SECONDS = 900;

/** The AI is about to get an idle conversation back: one tap keeps it. */
export function ResumeWarning({ conversation, me }: { conversation: Conversation; me: string }) {
  const { resume_at, hold_until } = conversation;
  if (resume_at) return <Countdown conversation={conversation} me={me} at={resume_at} />;
  return hold_until ? <Holding until={hold_until} /> : null;
}

function Countdown({
  conversation,
  me,
  at,
}: {
  conversation: Conversation;
  me: string;
  at: string;
}) {
  const left = Date.parse(at) - useNow();
  const extend = useConversationAction(conversation.id, me);
  return (
    <div className={styles["warning"]} role="alert" data-testid="resume-warning">
      <Icon name="clock" />
      <span>
        The AI takes this back in <strong aria-live="off">{formatElapsed(left)}</strong>
      </span>
      <Button
        testId="extend"
        size="small"
        tone="primary"
        disabled={extend.isPending}
        onClick={() => extend.mutate({ name: "hold", seconds: EXTEND_SECONDS })}
      >
        Keep it 15 min
      </Button>
    </div>
  );
}

function Holding({ until }: { until: string }) {
  const left = Date.parse(until) - useNow();
  if (left <= 0) return null;
  return (
    <div className={styles["holding"]} data-testid="holding">
      <Icon name="pause" size={14} />
      <span>
        AI on hold until {formatTime(until)} ({formatElapsed(left)} left)
      </span>
    </div>
  );
}
