import { reasonText } from "../thread/reasons";
import styles from "./gaps.module.css";

interface ReasonsProps {
  reasons: Readonly<Record<string, number>>;
  most?: number;
}

/** Why the questions were not answered, the most frequent reason first. */
export function Reasons({ reasons, most = Infinity }: ReasonsProps) {
  const sorted = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const rest = sorted.length - Math.min(most, sorted.length);
  return (
    <span className={styles["reasons"]}>
      {sorted.slice(0, most).map(([reason, times]) => (
        <span key={reason} className={styles["reason"]}>
          {reasonText(reason)}
          {sorted.length > 1 && <b>{times}</b>}
        </span>
      ))}
      {rest > 0 && <span className={styles["reason"]}>+{rest}</span>}
    </span>
  );
}
