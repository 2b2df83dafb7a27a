import { Icon } from "../../ui/Icon";
import { useNow } from "../../ui/useNow";
import { formatElapsed, spokenElapsed, urgency } from "./clock";
import styles from "./conversations.module.css";

interface WaitClockProps {
  since: string;
  due?: string | null;
}

/** How long the visitor has waited, to the second; amber, then red once the promise is broken. */
export function WaitClock({ since, due }: WaitClockProps) {
  const now = useNow();
  const waited = now - Date.parse(since);
  const level = urgency(since, due, now);
  return (
    <span
      className={styles["clock"]}
      data-testid="wait-clock"
      data-urgency={level}
      role="timer"
      aria-label={`Waiting for ${spokenElapsed(waited)}${level === "late" ? ", overdue" : ""}`}
    >
      <Icon name={level === "late" ? "alert" : "clock"} size={12} />
      {formatElapsed(waited)}
    </span>
  );
}
