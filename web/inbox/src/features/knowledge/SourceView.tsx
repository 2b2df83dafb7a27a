import { safeUrl } from "@baton/shared/chat/richtext";
import { useSource } from "../../api/sources";
import { isBusy } from "../../api/live-sources";
import type { Source } from "../../api/knowledge-types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { PageHead } from "../../ui/Page";
import pages from "../../ui/page.module.css";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";
import { DocumentList } from "./DocumentList";
import { DocumentView } from "./DocumentView";
import { intervalText, isRefreshed, isUpload, kindOf, nameOf, placeOf } from "./kinds";
import { sharedWith } from "./SourceList";
import { SourceState } from "./SourceState";
import type { SourceTask } from "./SourceMenu";
import styles from "./documents.module.css";
import { count, heldBy } from "./words";

interface SourceViewProps {
  id: string;
  document: string | null;
  assistant: string;
  names: ReadonlyMap<string, string>;
  mayEdit: boolean;
  hrefOf: (document: string) => string;
  onDocument: (document: string | null) => void;
  onTask: (task: SourceTask, source: Source) => void;
  onBack: () => void;
}

/** One source: how it stands, its documents, and the passages of the open one. */
export function SourceView(props: SourceViewProps) {
  const { id, document, assistant, hrefOf, onDocument, onBack } = props;
  const { data, error, isPending, refetch } = useSource(id);
  if (!data)
    return (
      <>
        <PageHead title="Source" onBack={onBack} backLabel="Back to the sources" />
        {isPending ? (
          <Skeleton rows={5} kind="row" />
        ) : (
          <ErrorState
            title="This source could not be loaded"
            error={error}
            onRetry={() => void refetch()}
          />
        )}
      </>
    );
  const source = heldBy(data, assistant);
  return (
    <div className={pages["opened"]} data-open={document !== null}>
      <Head {...props} source={source} />
      <div className={styles["panes"]} data-open={document !== null}>
        <section className={styles["listPane"]} aria-label="Documents">
          <DocumentList source={source} current={document} hrefOf={hrefOf} onOpen={onDocument} />
        </section>
        <section className={styles["documentPane"]} aria-label="Passages">
          {document ? (
            <DocumentView key={document} id={document} onBack={() => onDocument(null)} />
          ) : (
            <EmptyState icon="file" title="Choose a document">
              Its passages are shown as they will be found and cited.
            </EmptyState>
          )}
        </section>
      </div>
    </div>
  );
}

function Head({
  source,
  assistant,
  names,
  mayEdit,
  onTask,
  onBack,
}: SourceViewProps & { source: Source }) {
  const busy = isBusy(source);
  const editable = mayEdit && source.kind !== "answers";
  return (
    <>
      <PageHead title={nameOf(source)} onBack={onBack} backLabel="Back to the sources">
        {editable && (
          <div className={styles["actions"]}>
            <Button
              testId={busy ? "stop-now" : "refresh-now"}
              onClick={() => onTask(busy ? "stop" : "refresh", source)}
            >
              <Icon name={busy ? "close" : "retry"} />
              {busy ? "Stop" : "Read again"}
            </Button>
            {isUpload(source) && (
              <Button testId="put-source-files" onClick={() => onTask("files", source)}>
                <Icon name="upload" />
                New files
              </Button>
            )}
            <Button testId="edit-source" onClick={() => onTask("edit", source)}>
              <Icon name="pencil" />
              Edit
            </Button>
            <Button testId="remove-source" tone="quiet" onClick={() => onTask("remove", source)}>
              <Icon name="trash" />
              Remove
            </Button>
          </div>
        )}
      </PageHead>
      <div className={styles["about"]} data-part="about" data-testid="source-about">
        <div className={styles["facts"]}>
          <Facts source={source} shared={sharedWith(source, assistant, names)} />
        </div>
        <div className={styles["standing"]}>
          <SourceState source={source} />
        </div>
      </div>
    </>
  );
}

function Facts({ source, shared }: { source: Source; shared: string[] }) {
  const { kind, location, documents, chunks, failed, refresh_s } = source;
  const web = /^https?:/.test(location);
  const href = web ? safeUrl(location) : null;
  return (
    <>
      <span>{kindOf(kind).name}</span>
      {(web || placeOf(source)) && (
        <span>
          {href ? (
            <a href={href} target="_blank" rel="noopener noreferrer">
              {location}
            </a>
          ) : (
            location
          )}
        </span>
      )}
      <span>{count(documents, "document")}</span>
      <span>{count(chunks, "passage")}</span>
      {failed > 0 && <span className={styles["failed"]}>{count(failed, "failed", "failed")}</span>}
      {isRefreshed(source) && <span>{intervalText(refresh_s)}</span>}
      {shared.length > 0 && <span>Shared with {shared.join(", ")}</span>}
    </>
  );
}
