import { Button } from "../../ui/Button";
import type { Conflict } from "./outbox";
import styles from "./composer.module.css";

interface ConflictNoticeProps {
  conflict: Conflict;
  ready: boolean;
  onSend: () => void;
  onDismiss: () => void;
}

/** Nothing was stored: show what the other rep wrote last, keep the text, and ask. */
export function ConflictNotice({ conflict, ready, onSend, onDismiss }: ConflictNoticeProps) {
  return (
    <div className={styles["conflict"]} role="alert" data-testid="conflict">
      <p className={styles["conflictTitle"]}>
        {conflict.owner} has this conversation. Your reply was not sent.
      </p>
      {conflict.newest && (
        <blockquote className={styles["conflictQuote"]}>
          <span className={styles["conflictAuthor"]}>{conflict.newest.author.name}</span>{" "}
          {conflict.newest.text}
        </blockquote>
      )}
      <div className={styles["conflictActions"]}>
        <Button testId="send-anyway" tone="primary" size="small" disabled={!ready} onClick={onSend}>
          Send anyway
        </Button>
        <Button size="small" onClick={onDismiss}>
          Keep writing
        </Button>
        <span className={styles["hint"]}>Sending moves the conversation to you.</span>
      </div>
    </div>
  );
}
