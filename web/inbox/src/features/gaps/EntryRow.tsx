import type { Entry, EntryState } from "../../api/knowledge-types";
import { RowLink, type RowProps } from "../../ui/RowLink";
import { Time } from "../../ui/Time";
import { useSlowNow } from "../../ui/useNow";
import { sinceText } from "../knowledge/words";
import styles from "./gaps.module.css";

const STATES: Record<EntryState, string> = {
  proposed: "Proposed",
  publishing: "Publishing…",
  published: "Published",
  removing: "Removing…",
  failed: "Not published",
};

export function EntryBadge({ state, error }: Pick<Entry, "state" | "error">) {
  return (
    <span
      className={styles["badge"]}
      data-state={error === null ? state : "failed"}
      data-testid="entry-state"
    >
      {state === "removing" && error !== null ? "Not removed" : STATES[state]}
    </span>
  );
}

export function EntryRow({ entry, ...row }: RowProps & { entry: Entry }) {
  const now = useSlowNow();
  const { id, question, answer, written_by, changed_at } = entry;
  return (
    <li className={styles["item"]}>
      <RowLink {...row} id={id} className={styles["row"]} data-testid="entry">
        <span className={styles["rowBody"]}>
          <span className={styles["question"]}>{question}</span>
          <span className={styles["excerpt"]}>{answer}</span>
          <span className={styles["meta"]}>
            <EntryBadge state={entry.state} error={entry.error} />
            <span>{written_by.name}</span>
            <Time at={changed_at}>{sinceText(changed_at, now)}</Time>
          </span>
        </span>
      </RowLink>
    </li>
  );
}
