import { safeUrl } from "@baton/shared/chat/richtext";
import { useId } from "react";
import type { Citation } from "../../api/types";
import { Icon } from "../../ui/Icon";
import styles from "./thread.module.css";

interface CitationsProps {
  citations: readonly Citation[];
  open: number | null;
  onOpen: (n: number) => void;
}

/** Numbered sources; each opens its quote and a link to the passage. */
export function Citations({ citations, open, onOpen }: CitationsProps) {
  const panel = useId();
  const shown = citations.find((citation) => citation.n === open);
  if (citations.length === 0) return null;
  return (
    <div className={styles["citations"]}>
      <ul className={styles["chips"]} aria-label="Sources">
        {citations.map((citation) => (
          <li key={citation.n}>
            <button
              type="button"
              className={styles["chip"]}
              data-testid="citation"
              aria-expanded={citation.n === open}
              aria-controls={panel}
              onClick={() => onOpen(citation.n)}
            >
              <span className={styles["chipNumber"]}>{citation.n}</span>
              <span className={styles["chipTitle"]}>{citation.title}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown && <Source id={panel} citation={shown} />}
    </div>
  );
}

function Source({ id, citation }: { id: string; citation: Citation }) {
  const { url, title, section, quote } = citation;
  return (
    <div id={id} className={styles["source"]}>
      <a
        href={safeUrl(url) ?? undefined}
        target="_blank"
        rel="noopener noreferrer"
        className={styles["sourceLink"]}
      >
        {title}
        {section && ` › ${section}`}
        <Icon name="open" size={12} />
      </a>
      <blockquote className={styles["quote"]}>{quote}</blockquote>
    </div>
  );
}
