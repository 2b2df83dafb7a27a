import { parseMarkdown } from "@baton/shared/chat/markdown";
import { safeUrl } from "@baton/shared/chat/richtext";
import { useMemo } from "react";
import { useDocument } from "../../api/documents";
import type { Chunk } from "../../api/knowledge-types";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { RichText } from "../../ui/RichText";
import { ErrorState, Skeleton } from "../../ui/States";
import styles from "./documents.module.css";
import { count } from "./words";

interface DocumentViewProps {
  id: string;
  onBack: () => void;
}

/** A document as the assistant knows it: the passages that are found and cited. */
export function DocumentView({ id, onBack }: DocumentViewProps) {
  const { data, error, isPending, refetch } = useDocument(id);
  return (
    <article className={styles["document"]} data-testid="document-view">
      <header className={styles["documentHead"]}>
        <span className={styles["back"]}>
          <IconButton label="Back to the documents" onClick={onBack}>
            <Icon name="back" />
          </IconButton>
        </span>
        <div className={styles["documentTitle"]}>
          <h3>{data?.document.title ?? "Document"}</h3>
          {data && (
            <p>
              {count(data.chunks.length, "passage")} · {data.document.path}
            </p>
          )}
        </div>
        {data?.document.url && <OpenPage url={data.document.url} />}
      </header>
      {data ? (
        <ol className={styles["chunks"]} aria-label="Passages">
          {data.chunks.map((chunk) => (
            <Passage key={chunk.id} chunk={chunk} />
          ))}
        </ol>
      ) : isPending ? (
        <Skeleton rows={5} kind="message" />
      ) : (
        <ErrorState
          title="This document could not be loaded"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
    </article>
  );
}

function OpenPage({ url }: { url: string }) {
  return (
    <a
      className={styles["open"]}
      href={safeUrl(url) ?? undefined}
      target="_blank"
      rel="noopener noreferrer"
    >
      Open the page
      <Icon name="open" size={13} />
    </a>
  );
}

function Passage({ chunk }: { chunk: Chunk }) {
  const { ordinal, heading_path, text, tokens } = chunk;
  const nodes = useMemo(() => parseMarkdown(text), [text]);
  const place = heading_path.join(" › ") || "Beginning of the page";
  const href = safeUrl(passageUrl(chunk));
  return (
    <li className={styles["chunk"]} data-testid="chunk">
      <header className={styles["chunkHead"]}>
        <span className={styles["ordinal"]}>{ordinal + 1}</span>
        {href ? (
          <a
            className={styles["chunkPlace"]}
            href={href}
            target="_blank"
            rel="noopener noreferrer"
            title="Open at this passage"
            data-testid="chunk-link"
          >
            {place}
          </a>
        ) : (
          <span className={styles["chunkPlace"]}>{place}</span>
        )}
        <span className={styles["tokens"]} title="Word pieces, as the search model counts them">
          {count(tokens, "token")}
        </span>
      </header>
      <RichText nodes={nodes} />
    </li>
  );
}

/** The address that opens at the passage. */
function passageUrl({ url, anchor }: Pick<Chunk, "url" | "anchor">): string {
  return !anchor || url.includes("#") ? url : `${url}#${anchor}`;
}
