import type { Entry, EntryState } from "../../api/knowledge-types";
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

interface EntryRowProps {
  entry: Entry;
  current: boolean;
  href: string;
  onOpen: (id: string) => void;
  register: (id: string, link: HTMLElement | null) => void;
}

export function EntryRow({ entry, current, href, onOpen, register }: EntryRowProps) {
  const now = useSlowNow();
  const { id, question, answer, written_by, changed_at } = entry;
  return (
    <li className={styles["item"]}>
      <a
        ref={(link) => {
          register(id, link);
          return () => register(id, null);
        }}
        href={href}
        className={styles["row"]}
        data-testid="entry"
        data-id={id}
        aria-current={current ? "true" : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onOpen(id);
        }}
      >
        <span className={styles["rowBody"]}>
          <span className={styles["question"]}>{question}</span>
          <span className={styles["excerpt"]}>{answer}</span>
          <span className={styles["meta"]}>
            <EntryBadge state={entry.state} error={entry.error} />
            <span>{written_by.name}</span>
            <time dateTime={changed_at}>{sinceText(changed_at, now)}</time>
          </span>
        </span>
      </a>
    </li>
  );
}
