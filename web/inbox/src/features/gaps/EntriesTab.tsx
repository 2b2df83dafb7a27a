import { useState } from "react";
import { useEntries, useEntryTask } from "../../api/entries";
import type { Entry } from "../../api/knowledge-types";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";
import { useWalk } from "../../ui/useWalk";
import { EntryEditor } from "./EntryEditor";
import { EntryRow } from "./EntryRow";
import { EntryView } from "./EntryView";
import type { TabProps } from "./GapsTab";
import styles from "./gaps.module.css";
import { mayPublish } from "./entry-task";

const NEW = "new";

/** Answers that the team wrote: published ones, and those that wait for an admin. */
export function EntriesTab(props: TabProps) {
  const { rep, assistant, item, onOpen } = props;
  const list = useEntries(assistant.id);
  const entry = list.data?.find(({ id }) => id === item);
  return (
    <div className={styles["panes"]} data-open={item !== null}>
      <section className={styles["listPane"]} aria-label="Entries">
        {rep.role !== "viewer" && (
          <div className={styles["listHead"]}>
            <Button testId="new-entry" onClick={() => onOpen(NEW)}>
              <Icon name="plus" />
              Write an entry
            </Button>
          </div>
        )}
        {list.data ? (
          <EntryList entries={list.data} {...props} />
        ) : list.isPending ? (
          <Skeleton rows={5} kind="row" />
        ) : (
          <ErrorState
            title="The entries could not be loaded"
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
      </section>
      <section className={styles["detailPane"]} aria-label="Entry">
        {item === NEW || entry ? (
          <EntryPane key={item} entry={entry ?? null} {...props} />
        ) : (
          <EmptyState icon="text" title="Choose an entry">
            Entries are found and cited like documents.
          </EmptyState>
        )}
      </section>
    </div>
  );
}

function EntryList({ entries, item, hrefOf, onOpen }: TabProps & { entries: readonly Entry[] }) {
  const walk = useWalk(
    entries.map(({ id }) => id),
    item,
  );
  if (entries.length === 0)
    return (
      <EmptyState icon="text" title="No entries yet">
        What the documents leave out, the team can answer here once and for all.
      </EmptyState>
    );
  return (
    <ul
      className={styles["scrolled"]}
      aria-label="Entries"
      data-testid="entries"
      onKeyDown={walk.onKeyDown}
    >
      {entries.map((entry) => (
        <EntryRow
          key={entry.id}
          entry={entry}
          current={entry.id === item}
          href={hrefOf(entry.id)}
          onOpen={onOpen}
          register={walk.register}
        />
      ))}
    </ul>
  );
}

/** The open entry, read or written; null: one that is being written. */
function EntryPane({ rep, assistant, onOpen, entry }: TabProps & { entry: Entry | null }) {
  const [task, setTask] = useState<"read" | "edit" | "remove">("read");
  if (!entry || task === "edit")
    return (
      <EntryEditor
        title={entry ? "Edit entry" : "New entry"}
        assistant={assistant}
        rep={rep}
        gap={entry?.gap_id ?? null}
        entry={entry}
        begin={entry ?? { question: "", answer: "" }}
        onBack={() => (entry ? setTask("read") : onOpen(null))}
        onDone={(done) => {
          setTask("read");
          if (done) onOpen(done.id);
        }}
      />
    );
  return (
    <>
      <EntryView
        entry={entry}
        mayEdit={mayPublish(rep)}
        onBack={() => onOpen(null)}
        onEdit={() => setTask("edit")}
        onRemove={() => setTask("remove")}
      />
      {task === "remove" && (
        <RemoveEntry entry={entry} onClose={() => setTask("read")} onRemoved={() => onOpen(null)} />
      )}
    </>
  );
}

interface RemoveEntryProps {
  entry: Entry;
  onClose: () => void;
  onRemoved: () => void;
}

function RemoveEntry({ entry, onClose, onRemoved }: RemoveEntryProps) {
  const task = useEntryTask();
  return (
    <Confirm
      title="Delete this entry?"
      action="Delete"
      busy={task.isPending}
      error={task.error}
      onClose={onClose}
      onConfirm={() => task.mutate({ task: "delete", id: entry.id }, { onSuccess: onRemoved })}
    >
      <p>“{entry.question}” is no longer answered from it.</p>
      {entry.gap_id && <p>The group of questions that it answered is open again.</p>}
    </Confirm>
  );
}
