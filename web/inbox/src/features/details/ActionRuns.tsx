import type { ActionRun, Slot } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { humanise } from "../thread/reasons";
import styles from "./details.module.css";

/** What the AI collected by talking: each value, and whether it passed its check. */
export function ActionRuns({ runs }: { runs: readonly ActionRun[] }) {
  return runs.map((run) => (
    <article
      key={run.id}
      className={styles["run"]}
      data-testid="action-run"
      data-action={run.action}
      data-state={run.state}
    >
      <header className={styles["runHead"]}>
        <h4>{run.title || humanise(run.action)}</h4>
        <span className={styles["runState"]} data-state={run.state}>
          {humanise(run.state)}
        </span>
      </header>
      {Object.keys(run.slots).length === 0 && <p className={styles["none"]}>Nothing was given.</p>}
      <dl className={styles["rows"]}>
        {Object.entries(run.slots).map(([name, slot]) => (
          <div key={name} data-testid="slot" data-slot={name}>
            <dt>{humanise(name)}</dt>
            <dd>
              {slot.value ?? <span className={styles["none"]}>not given</span>}
              <Check slot={slot} />
            </dd>
          </div>
        ))}
      </dl>
    </article>
  ));
}

function Check({ slot }: { slot: Slot }) {
  if (slot.value === null || slot.value === undefined) return null;
  return (
    <span
      className={styles["check"]}
      data-valid={slot.valid === true}
      role="img"
      aria-label={slot.valid ? "valid" : "not valid"}
    >
      <Icon name={slot.valid ? "check" : "alert"} size={13} />
    </span>
  );
}
