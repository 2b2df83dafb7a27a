import { safeUrl } from "@baton/shared/chat/richtext";
import type { Citation } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { useIntoView } from "../../ui/useIntoView";
import styles from "./thread.module.css";

interface CitationsProps {
  citations: readonly Citation[];
  open: number | null;
  onOpen: (n: number) => void;
}

/** Numbered sources; each opens its passage. */
export function Citations({ citations, open, onOpen }: CitationsProps) {
  if (citations.length === 0) return null;
  return (
    <ul className={styles["chips"]} aria-label="Sources">
      {citations.map((citation) => (
        <li key={citation.n}>
          <button
            type="button"
            className={styles["chip"]}
            data-testid="citation"
            aria-expanded={citation.n === open}
            onClick={() => onOpen(citation.n)}
          >
            <span className={styles["chipNumber"]}>{citation.n}</span>
            <span className={styles["chipTitle"]}>{citation.title}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The place that an answer relies on, in its own words. */
export function Source({ citation }: { citation: Citation }) {
  const { url, title, section, quote } = citation;
  const source = useIntoView<HTMLDivElement>();
  return (
    <div ref={source} className={styles["source"]}>
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
