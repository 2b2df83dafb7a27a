import type { ReactNode } from "react";
import { useSources } from "../../api/sources";
import type { Source } from "../../api/knowledge-types";
import { Icon } from "../../ui/Icon";
import { RowLink, type RowProps } from "../../ui/RowLink";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";
import { useEndless } from "../../ui/useEndless";
import { useWalk } from "../../ui/useWalk";
import styles from "./knowledge.module.css";
import { kindOf, nameOf, placeOf } from "./kinds";
import { SourceMenu, type SourceTask } from "./SourceMenu";
import { SourceState } from "./SourceState";
import { count, figure, heldBy } from "./words";

interface SourceListProps {
  assistant: string;
  names: ReadonlyMap<string, string>;
  mayEdit: boolean;
  hrefOf: (id: string) => string;
  onOpen: (id: string) => void;
  onTask: (task: SourceTask, source: Source) => void;
  /** What to say and offer when there is nothing yet. */
  start: ReactNode;
}

export function SourceList(props: SourceListProps) {
  const { assistant, names, mayEdit, hrefOf, onOpen, onTask, start } = props;
  const list = useSources(assistant);
  const more = useEndless(list);
  const walk = useWalk(
    (list.data ?? []).map(({ id }) => id),
    null,
  );
  if (list.isPending) return <Skeleton rows={5} kind="row" />;
  if (!list.data)
    return (
      <ErrorState
        title="The sources could not be loaded"
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  if (list.data.length === 0)
    return (
      <EmptyState icon="book" title="This assistant knows nothing yet">
        {start}
      </EmptyState>
    );
  return (
    <div className={styles["scroll"]} onScroll={more} data-testid="sources">
      <table className={styles["table"]} onKeyDown={walk.onKeyDown}>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">State</th>
            <th scope="col">Documents</th>
            <th scope="col">Passages</th>
            <th scope="col">Failed</th>
            <th scope="col">
              <span className={styles["hidden"]}>Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.data.map((source) => (
            <tr key={source.id} data-testid="source" data-id={source.id} data-state={source.state}>
              <td className={styles["sourceCell"]}>
                <Name
                  source={source}
                  shared={sharedWith(source, assistant, names)}
                  href={hrefOf(source.id)}
                  onOpen={onOpen}
                  register={walk.register}
                />
              </td>
              <td className={styles["stateCell"]}>
                <SourceState source={heldBy(source, assistant)} />
              </td>
              <Figures source={heldBy(source, assistant)} />
              <td className={styles["menuCell"]}>
                {mayEdit && <SourceMenu source={source} onTask={onTask} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {list.isFetchingNextPage && <Skeleton rows={2} kind="row" />}
    </div>
  );
}

interface NameProps extends Omit<RowProps, "current"> {
  source: Source;
  shared: string[];
}

function Name({ source, shared, ...link }: NameProps) {
  const kind = kindOf(source.kind);
  const name = nameOf(source);
  const place = placeOf(source);
  return (
    <div className={styles["source"]}>
      <span className={styles["kind"]} title={kind.name}>
        <Icon name={kind.icon} />
      </span>
      <span className={styles["sourceText"]}>
        <RowLink
          id={source.id}
          current={false}
          {...link}
          className={styles["sourceName"]}
          title={name}
          data-testid="source-name"
        >
          {name}
        </RowLink>
        <span className={styles["place"]}>
          <span>{kind.name}</span>
          {place && (
            <span className={styles["location"]} title={place}>
              {place}
            </span>
          )}
          {shared.length > 0 && (
            <span className={styles["shared"]} title={shared.join(", ")}>
              Shared with {shared.join(", ")}
            </span>
          )}
        </span>
      </span>
    </div>
  );
}

function Figures({ source }: { source: Source }) {
  const { documents, chunks, failed } = source;
  return (
    <>
      <td className={styles["figure"]} data-label={documents === 1 ? "document" : "documents"}>
        {figure(documents)}
      </td>
      <td className={styles["figure"]} data-label={chunks === 1 ? "passage" : "passages"}>
        {figure(chunks)}
      </td>
      <td
        className={styles["figure"]}
        data-label="failed"
        data-tone={failed > 0 ? "danger" : "none"}
        title={failed > 0 ? `${count(failed, "document")} could not be read` : undefined}
      >
        {failed > 0 ? figure(failed) : "–"}
      </td>
    </>
  );
}

/** The other assistants that know this source. */
export function sharedWith(
  source: Source,
  assistant: string,
  names: ReadonlyMap<string, string>,
): string[] {
  return source.assistant_ids
    .filter((id) => id !== assistant)
    .map((id) => names.get(id) ?? "another assistant");
}
