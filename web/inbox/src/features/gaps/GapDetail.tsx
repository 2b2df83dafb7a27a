import { fullTime } from "@baton/shared/time";
import { formatRoute, parseRoute } from "../../app/route";
import { useGap, useMoveGap } from "../../api/gaps";
import { explain } from "../../api/http";
import type { GapDetail as Gap } from "../../api/knowledge-types";
import type { Rep } from "../../api/types";
import { Avatar } from "../../ui/Avatar";
import { Button, IconButton } from "../../ui/Button";
import { FormError } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { Nothing, Section } from "../../ui/Section";
import { ErrorState, Skeleton } from "../../ui/States";
import { useSlowNow } from "../../ui/useNow";
import { count, sinceText } from "../knowledge/words";
import { reasonText } from "../thread/reasons";
import styles from "./detail.module.css";
import { minutesText } from "./minutes";
import { wordings } from "./wordings";

interface GapDetailProps {
  id: string;
  rep: Rep;
  onBack: () => void;
  onDraft: () => void;
}

/** One group: every question with its conversation, and what people answered. */
export function GapDetail({ id, rep, onBack, onDraft }: GapDetailProps) {
  const { data: gap, error, isPending, refetch } = useGap(id);
  const move = useMoveGap(id);
  const open = gap?.state !== "dismissed";
  return (
    <article className={styles["detail"]} data-testid="gap-detail">
      <header className={styles["head"]}>
        <span className={styles["back"]}>
          <IconButton label="Back to the groups" onClick={onBack}>
            <Icon name="back" />
          </IconButton>
        </span>
        <h3 className={styles["title"]}>{gap?.question ?? "Questions"}</h3>
        {gap && rep.role !== "viewer" && (
          <div className={styles["actions"]}>
            <Button
              tone="quiet"
              testId={open ? "dismiss" : "reopen"}
              disabled={move.isPending}
              onClick={() => move.mutate(open ? "dismiss" : "reopen")}
            >
              {open ? "Dismiss" : "Reopen"}
            </Button>
            <Button tone="primary" testId="draft" onClick={onDraft}>
              <Icon name="pencil" />
              Draft an entry
            </Button>
          </div>
        )}
      </header>
      {move.isError && <FormError>{explain(move.error)}</FormError>}
      {gap ? (
        <Body gap={gap} />
      ) : isPending ? (
        <Skeleton rows={6} kind="message" />
      ) : (
        <ErrorState
          title="This group could not be loaded"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
    </article>
  );
}

function Body({ gap }: { gap: Gap }) {
  const now = useSlowNow();
  return (
    <div className={styles["body"]}>
      <p className={styles["summary"]}>
        Asked {count(gap.count, "time")}, last {sinceText(gap.last_at, now)}.{" "}
        {gap.human_minutes > 0
          ? `People have spent ${minutesText(gap.human_minutes)} on it.`
          : "Nobody has spent time on it yet."}
      </p>
      <Section title="What people replied" level={4}>
        {gap.replies.length === 0 && <Nothing>Nobody has replied to these questions yet.</Nothing>}
        <ul className={styles["replies"]}>
          {gap.replies.map((reply, index) => (
            <li key={index} className={styles["reply"]} data-testid="gap-reply">
              <span className={styles["replyHead"]}>
                <Avatar name={reply.rep} size="small" />
                <strong>{reply.rep}</strong>
                <Conversation id={reply.conversation_id} at={reply.at} now={now} />
              </span>
              <span className={styles["replyText"]}>{reply.text}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section
        level={4}
        title={
          gap.questions.length < gap.count
            ? `The newest ${gap.questions.length} of ${gap.count} questions`
            : count(gap.questions.length, "question")
        }
      >
        <ul className={styles["questions"]}>
          {wordings(gap.questions).map(({ asked, times }, index) => (
            <li key={index} className={styles["question"]} data-testid="gap-question">
              <span className={styles["asked"]}>
                {asked.question}
                {times > 1 && <b className={styles["times"]}>{count(times, "time")}</b>}
              </span>
              <span className={styles["why"]}>{reasonText(asked.reason)}</span>
              <Conversation id={asked.conversation_id} at={asked.at} now={now} />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function Conversation({ id, at, now }: { id: string; at: string; now: number }) {
  const href = formatRoute({ ...parseRoute(""), view: "all", conversation: id });
  return (
    <a className={styles["conversation"]} href={href} title={fullTime(at)}>
      <time dateTime={at}>{sinceText(at, now)}</time>
      <Icon name="inbox" size={12} />
      <span>Open</span>
    </a>
  );
}
