import type { ReactNode } from "react";
import { Icon } from "../../ui/Icon";
import { decisionText, reasonText } from "../thread/reasons";
import { along } from "../../ui/along";
import styles from "./decision.module.css";
import { isWeighed, percent, verdictText, type Decided } from "./verdict-text";

interface VerdictProps {
  decided: Decided;
  threshold: number;
  name: string;
}

/** Answered or handed over, and how far that was from the other. */
export function Verdict({ decided, threshold, name }: VerdictProps) {
  const { decision, reason, answerable, tags } = decided;
  const answers = decision === "answer";
  return (
    <section
      className={styles["verdict"]}
      data-decision={decision}
      data-testid="verdict"
      aria-label="Decision"
    >
      <p className={styles["decision"]}>
        <Icon name={answers ? "check" : decision === "handoff" ? "hand" : "ai"} />
        <strong>{decisionText(decision)}</strong>
        {reason && <span>{reasonText(reason)}</span>}
      </p>
      {isWeighed(decided) && <Scale answerable={answerable} threshold={threshold} />}
      <p className={styles["because"]}>{verdictText(decided, threshold, name)}</p>
      {tags && tags.length > 0 && (
        <p className={styles["because"]}>It would be tagged {tags.join(", ")}.</p>
      )}
    </section>
  );
}

/** The probability and the threshold on one line from 0 to 100%. */
function Scale({ answerable, threshold }: { answerable: number; threshold: number }) {
  return (
    <svg
      className={styles["scale"]}
      role="img"
      aria-label={`Answerable ${percent(answerable)}, answers from ${percent(threshold)} on`}
    >
      <rect className={styles["below"]} y="22" width={along(threshold)} height="8" />
      <rect
        className={styles["above"]}
        x={along(threshold)}
        y="22"
        width={along(1 - threshold)}
        height="8"
      />
      <line
        className={styles["limit"]}
        x1={along(threshold)}
        x2={along(threshold)}
        y1="18"
        y2="34"
      />
      <Label kind="limitText" at={threshold} y={48}>
        Answers from {percent(threshold)}
      </Label>
      <circle
        className={styles["point"]}
        data-above={answerable >= threshold}
        cx={along(answerable)}
        cy="26"
        r="7"
      />
      <Label kind="pointText" at={answerable} y={11}>
        {percent(answerable)}
      </Label>
    </svg>
  );
}

interface LabelProps {
  kind: "limitText" | "pointText";
  at: number;
  y: number;
  children: ReactNode;
}

function Label({ kind, at, y, children }: LabelProps) {
  return (
    <text className={styles[kind]} x={along(at)} y={y} textAnchor={anchor(at)}>
      {children}
    </text>
  );
}

function anchor(at: number): "start" | "middle" | "end" {
  if (at < 0.12) return "start";
  return at > 0.88 ? "end" : "middle";
}
