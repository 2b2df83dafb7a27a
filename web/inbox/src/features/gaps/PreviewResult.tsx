import type { Preview } from "../../api/knowledge-types";
import { Icon } from "../../ui/Icon";
import { count } from "../knowledge/words";
import { percent } from "../decision/verdict-text";
import { decisionText } from "../thread/reasons";
import styles from "./editor.module.css";

interface PreviewResultProps {
  preview: Preview;
  /** The text was changed since. */
  outdated: boolean;
  name: string;
}

/** What publishing would change: for the group's questions, and for others that were answered lately. */
export function PreviewResult({ preview, outdated, name }: PreviewResultProps) {
  const { answers, changes, tried } = preview;
  return (
    <section aria-label="What would change" data-testid="preview" aria-live="polite">
      {outdated && (
        <p className={styles["outdated"]}>This was checked before the last change. Check again.</p>
      )}
      <h4 className={styles["heading"]}>{headline(preview, name)}</h4>
      {answers.length > 0 && (
        <ul className={styles["questions"]}>
          {answers.map(({ question, before, after }, index) => (
            <li key={index} className={styles["question"]} data-testid="preview-answer">
              <span>{question}</span>
              <span className={styles["step"]}>
                <Mark decision={before.decision} answerable={before.answerable} />
                <Icon name="next" size={12} />
                <Mark decision={after.decision} answerable={after.answerable} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <h4 className={styles["heading"]}>
        {changes.length === 0
          ? `No other answer would change${tried > 0 ? ` (${count(tried, "question")} tried)` : ""}.`
          : `${count(changes.length, "other answer")} would change:`}
      </h4>
      <ul className={styles["changes"]}>
        {changes.map(({ question, before, after }, index) => (
          <li key={index} className={styles["change"]} data-testid="preview-change">
            <strong>{question}</strong>
            <div className={styles["sides"]}>
              <Side title="Now" {...before} />
              <Side title="Then" {...after} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function headline({ answers }: Preview, name: string): string {
  if (answers.length === 0) return "It belongs to no group of questions.";
  const good = answers.filter(({ after }) => after.decision === "answer").length;
  const before = answers.filter(({ before }) => before.decision === "answer").length;
  const of = `${good} of ${count(answers.length, "different question")} of the group`;
  return before > 0
    ? `${name} would answer ${of}; now it answers ${before}.`
    : `${name} would answer ${of}.`;
}

function Mark({ decision, answerable }: { decision: string; answerable: number }) {
  return (
    <span className={styles["mark"]} data-decision={decision}>
      {decisionText(decision)} <b>{percent(answerable)}</b>
    </span>
  );
}

function Side({ title, decision, answer }: { title: string; decision: string; answer: string }) {
  return (
    <div className={styles["side"]}>
      <span>
        {title}: {decisionText(decision)}
      </span>
      <p>{answer}</p>
    </div>
  );
}
