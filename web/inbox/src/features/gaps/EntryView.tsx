import { parseMarkdown } from "@baton/shared/chat/markdown";
import { useMemo } from "react";
import { useEntryTask } from "../../api/entries";
import { explain } from "../../api/http";
import type { Entry } from "../../api/knowledge-types";
import { Button, IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { RichText } from "../../ui/RichText";
import { failureText } from "../knowledge/words";
import styles from "./detail.module.css";
import { EntryBadge } from "./EntryRow";

interface EntryViewProps {
  entry: Entry;
  mayEdit: boolean;
  onBack: () => void;
  onEdit: () => void;
  onRemove: () => void;
}

export function EntryView({ entry, mayEdit, onBack, onEdit, onRemove }: EntryViewProps) {
  const nodes = useMemo(() => parseMarkdown(entry.answer), [entry.answer]);
  return (
    <article className={styles["detail"]} data-testid="entry-view">
      <header className={styles["head"]}>
        <span className={styles["back"]}>
          <IconButton label="Back to the entries" onClick={onBack}>
            <Icon name="back" />
          </IconButton>
        </span>
        <h3 className={styles["title"]}>{entry.question}</h3>
        {mayEdit && entry.state !== "removing" && (
          <div className={styles["actions"]}>
            <Button tone="quiet" testId="entry-delete" onClick={onRemove}>
              <Icon name="trash" />
              Delete
            </Button>
            <Button
              tone={entry.state === "proposed" ? "primary" : "plain"}
              testId="entry-edit"
              onClick={onEdit}
            >
              <Icon name="pencil" />
              {entry.state === "proposed" ? "Review" : "Edit"}
            </Button>
          </div>
        )}
      </header>
      <div className={styles["body"]}>
        <p className={styles["summary"]}>
          <EntryBadge state={entry.state} error={entry.error} /> {history(entry)}
        </p>
        {entry.error !== null && <Failure entry={entry} mayEdit={mayEdit} />}
        <div className={styles["paper"]}>
          <RichText nodes={nodes} />
        </div>
      </div>
    </article>
  );
}

/** Why the assistant does not know the newest of this entry, and the way out. */
function Failure({ entry, mayEdit }: Pick<EntryViewProps, "entry" | "mayEdit">) {
  const again = useEntryTask();
  const removing = entry.state === "removing";
  return (
    <div className={styles["failure"]} role="alert" data-testid="entry-failure">
      <Icon name="alert" size={16} />
      <p>
        {removing ? "It could not be removed" : "It could not be published"}:{" "}
        {again.isError ? explain(again.error) : failureText(entry.error)}
      </p>
      {mayEdit && (
        <Button
          testId="entry-retry"
          disabled={again.isPending}
          onClick={() => again.mutate({ task: removing ? "delete" : "publish", id: entry.id })}
        >
          <Icon name="retry" />
          Try again
        </Button>
      )}
    </div>
  );
}

function history({ written_by, written_at, reviewed_by, reviewed_at }: Entry): string {
  const day = (iso: string) => new Date(iso).toLocaleDateString();
  const written = `Written by ${written_by.name} on ${day(written_at)}`;
  if (!reviewed_by || !reviewed_at || reviewed_by.id === written_by.id) return `${written}.`;
  return `${written}, published by ${reviewed_by.name} on ${day(reviewed_at)}.`;
}
