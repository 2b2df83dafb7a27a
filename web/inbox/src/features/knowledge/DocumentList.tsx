import { useState } from "react";
import { useDocuments, type DocumentFilter } from "../../api/documents";
import type { DocumentState, Source, SourceDocument } from "../../api/knowledge-types";
import { Segments } from "../../ui/Page";
import { RowLink, type RowProps } from "../../ui/RowLink";
import { SearchField } from "../../ui/SearchField";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";
import { useEndless } from "../../ui/useEndless";
import { useWalk } from "../../ui/useWalk";
import styles from "./documents.module.css";
import { count, failureText } from "./words";

const STATES: readonly (readonly [DocumentState | "", string])[] = [
  ["", "All"],
  ["published", "Published"],
  ["failed", "Failed"],
];

interface DocumentListProps {
  source: Source;
  current: string | null;
  hrefOf: (id: string) => string;
  onOpen: (id: string) => void;
}

export function DocumentList({ source, current, hrefOf, onOpen }: DocumentListProps) {
  const [filter, setFilter] = useState<DocumentFilter>({ state: "", q: "" });
  return (
    <div className={styles["column"]}>
      <div className={styles["filters"]} role="search">
        <SearchField
          label="Search documents"
          placeholder="Search titles and addresses"
          testId="document-search"
          value={filter.q}
          onChange={(q) => setFilter((known) => ({ ...known, q }))}
        />
        <Segments
          label="State"
          testId="documents"
          choices={STATES}
          value={filter.state}
          onChange={(state) => setFilter((known) => ({ ...known, state }))}
        />
      </div>
      <Documents
        source={source}
        filter={filter}
        current={current}
        hrefOf={hrefOf}
        onOpen={onOpen}
      />
    </div>
  );
}

function Documents({
  source,
  filter,
  current,
  hrefOf,
  onOpen,
}: DocumentListProps & { filter: DocumentFilter }) {
  const list = useDocuments(source.id, filter);
  const more = useEndless(list);
  const walk = useWalk(
    (list.data ?? []).flatMap(({ id }) => id ?? []),
    current,
  );
  if (list.isPending) return <Skeleton rows={6} kind="row" />;
  if (!list.data)
    return (
      <ErrorState
        title="The documents could not be loaded"
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  if (list.data.length === 0) return <Nothing filter={filter} source={source} />;
  return (
    <div className={styles["scroll"]} onScroll={more}>
      <ul className={styles["list"]} aria-label="Documents" onKeyDown={walk.onKeyDown}>
        {list.data.map((document) => (
          <li key={document.id ?? document.path} className={styles["item"]}>
            {document.id === null ? (
              <Failed document={document} />
            ) : (
              <Published
                document={document}
                id={document.id}
                current={document.id === current}
                href={hrefOf(document.id)}
                onOpen={onOpen}
                register={walk.register}
              />
            )}
          </li>
        ))}
      </ul>
      {list.isFetchingNextPage && <Skeleton rows={2} kind="row" />}
    </div>
  );
}

interface PublishedProps extends RowProps {
  document: SourceDocument;
  id: string;
}

function Published({ document, ...row }: PublishedProps) {
  const failed = document.state === "failed";
  return (
    <RowLink {...row} className={styles["row"]} data-testid="document" data-state={document.state}>
      <Text document={document} />
      <span className={styles["amount"]}>{count(document.chunks, "passage")}</span>
      {failed && (
        <span className={styles["reason"]}>
          Not read again: {failureText(document.reason)} The version before stays published.
        </span>
      )}
    </RowLink>
  );
}

function Failed({ document }: { document: SourceDocument }) {
  return (
    <div className={styles["row"]} data-testid="document" data-state="failed">
      <Text document={document} />
      <span className={styles["reason"]}>{failureText(document.reason)}</span>
    </div>
  );
}

function Text({ document: { title, path, url } }: { document: SourceDocument }) {
  const place = path || url || "";
  return (
    <>
      <span className={styles["name"]} title={title || place}>
        {title || place}
      </span>
      {title && title !== place && (
        <span className={styles["path"]} title={place}>
          {place}
        </span>
      )}
    </>
  );
}

function Nothing({ filter, source }: { filter: DocumentFilter; source: Source }) {
  if (filter.q || filter.state)
    return (
      <EmptyState
        icon="search"
        title={filter.state === "failed" && !filter.q ? "Nothing failed" : "Nothing matches"}
      >
        {filter.q && "Change the search or the filter."}
      </EmptyState>
    );
  return (
    <EmptyState icon="file" title="No documents">
      {source.refreshed_at ? "Nothing was found there." : "They appear when it has been read."}
    </EmptyState>
  );
}
