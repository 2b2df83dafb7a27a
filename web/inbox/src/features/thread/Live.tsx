import { parseDraft } from "@baton/shared/chat/draft";
import type { Draft } from "@baton/shared/chat/reducer";
import { Icon } from "../../ui/Icon";
import { Button } from "../../ui/Button";
import { RichText } from "../../ui/RichText";
import { useOutbox } from "../composer/OutboxContext";
import type { OutboxItem } from "../composer/outbox";
import { useNow } from "../../ui/useNow";
import styles from "./thread.module.css";

const LATE_MS = 5_000;

/** The answer while the AI writes it; outside of the log, so that it is not read out word by word. */
export function DraftMessage({ draft, assistant }: { draft: Draft; assistant: string }) {
  return (
    <article
      className={styles["message"]}
      data-author="assistant"
      data-first="true"
      data-testid="draft"
      aria-live="off"
    >
      <header className={styles["heading"]}>
        <span className={styles["aiMark"]} aria-hidden="true">
          <Icon name="ai" size={14} />
        </span>
        <span className={styles["author"]}>{assistant}</span>
        <span className={styles["label"]}>AI is writing</span>
      </header>
      <div className={styles["bubble"]} data-draft="true">
        <RichText nodes={parseDraft(draft.text)} />
      </div>
    </article>
  );
}

export function Thinking({ assistant }: { assistant: string }) {
  return (
    <p className={styles["thinking"]} data-testid="thinking">
      <Icon name="ai" size={14} /> {assistant} is looking it up…
    </p>
  );
}

/** Sent by this rep and not yet acknowledged; one that was refused waits for a decision. */
export function PendingMessage({ item }: { item: OutboxItem }) {
  const outbox = useOutbox();
  const failed = item.state === "failed";
  return (
    <article
      className={styles["message"]}
      data-author="rep"
      data-kind={item.kind}
      data-own="true"
      data-first="true"
      data-testid="pending"
      data-state={item.state}
    >
      <div className={styles["bubble"]} data-pending={!failed} data-failed={failed}>
        <div className={styles["plain"]}>{item.text}</div>
      </div>
      {failed ? (
        <div className={styles["failed"]} role="alert">
          <Icon name="alert" size={14} />
          <span>{item.error}</span>
          <Button size="small" testId="retry" onClick={() => outbox.retry(item.client_id)}>
            Retry
          </Button>
          <Button size="small" tone="quiet" onClick={() => outbox.edit(item.client_id)}>
            Edit
          </Button>
          <Button size="small" tone="quiet" onClick={() => outbox.discard(item.client_id)}>
            Discard
          </Button>
        </div>
      ) : (
        <Underway since={item.created_at} />
      )}
    </article>
  );
}

/** Said when it takes a while: that nothing is lost, and nobody has to send it again. */
function Underway({ since }: { since: string }) {
  const late = useNow() - Date.parse(since) > LATE_MS;
  if (!late) return <p className={styles["sending"]}>Sending…</p>;
  return (
    <p className={styles["sending"]} role="status">
      <Icon name="clock" size={14} /> Not confirmed yet. It is kept and sent as soon as the server
      answers.
    </p>
  );
}
