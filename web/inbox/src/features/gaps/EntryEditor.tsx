import { newClientId } from "@baton/shared/client-id";
import { parseMarkdown } from "@baton/shared/chat/markdown";
import { useMemo, useState } from "react";
import type { Assistant } from "../../api/assistants";
import { useEntryTask, usePreview, type EntryText } from "../../api/entries";
import { explain } from "../../api/http";
import type { Entry } from "../../api/knowledge-types";
import type { Rep } from "../../api/types";
import { Button, IconButton } from "../../ui/Button";
import { Field, FormError } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { Segments } from "../../ui/Page";
import { RichText } from "../../ui/RichText";
import { Skeleton } from "../../ui/States";
import styles from "./editor.module.css";
import { isWritten, publishLabel, taskOf } from "./entry-task";
import { PreviewResult } from "./PreviewResult";

interface EntryEditorProps {
  title: string;
  assistant: Assistant;
  rep: Rep;
  gap: string | null;
  /** The entry that is changed; null for a new one. */
  entry: Entry | null;
  begin: EntryText;
  onBack: () => void;
  onDone: (entry: Entry | undefined) => void;
}

/** Write, check what it would change, publish. */
export function EntryEditor(props: EntryEditorProps) {
  const { title, assistant, rep, gap, entry, begin, onBack, onDone } = props;
  const [text, setText] = useState(begin);
  const [clientId] = useState(newClientId);
  const check = usePreview({
    assistant: assistant.id,
    gap: gap ?? undefined,
    entry: entry?.id,
  });
  const save = useEntryTask();
  const checked = check.variables === text && !check.isPending;
  const publish = () => {
    const task = taskOf({ entry, text, assistant: assistant.id, gap, clientId });
    save.mutate(task, { onSuccess: onDone });
  };
  return (
    <div className={styles["editor"]} data-testid="entry-editor">
      <header className={styles["head"]}>
        <IconButton label="Back" testId="editor-back" onClick={onBack}>
          <Icon name="back" />
        </IconButton>
        <h3 className={styles["title"]}>{title}</h3>
        <Button
          tone={checked ? "plain" : "primary"}
          testId="check"
          disabled={!isWritten(text) || check.isPending || (checked && check.isSuccess)}
          onClick={() => check.mutate(text)}
        >
          {check.isPending ? "Checking…" : "Check"}
        </Button>
        <Button
          tone={checked ? "primary" : "plain"}
          testId="publish"
          title="Check first what it would change"
          disabled={!checked || save.isPending}
          onClick={publish}
        >
          {publishLabel(rep, entry)}
        </Button>
      </header>
      <div className={styles["body"]}>
        {save.isError && <FormError>{explain(save.error)}</FormError>}
        <Writing text={text} onChange={setText} />
        <Checked check={check} outdated={!checked} name={assistant.name} />
      </div>
    </div>
  );
}

interface CheckedProps {
  check: ReturnType<typeof usePreview>;
  outdated: boolean;
  name: string;
}

function Checked({ check, outdated, name }: CheckedProps) {
  if (check.isPending) return <Skeleton rows={3} kind="message" />;
  if (check.isError) return <FormError>It could not be checked. {explain(check.error)}</FormError>;
  if (!check.data) return null;
  return (
    <div data-outdated={outdated} className={styles["result"]}>
      <PreviewResult preview={check.data} outdated={outdated} name={name} />
    </div>
  );
}

interface WritingProps {
  text: EntryText;
  onChange: (text: EntryText) => void;
}

function Writing({ text, onChange }: WritingProps) {
  const [mode, setMode] = useState<"write" | "preview">("write");
  const nodes = useMemo(() => parseMarkdown(text.answer), [text.answer]);
  return (
    <>
      <Field label="Question" hint="As visitors ask it; their other wordings are found too.">
        {(ties) => (
          <input
            {...ties}
            maxLength={300}
            data-testid="entry-question"
            value={text.question}
            onChange={(event) => onChange({ ...text, question: event.target.value })}
          />
        )}
      </Field>
      <div className={styles["answer"]} data-mode={mode}>
        <div className={styles["modes"]}>
          <Segments
            label="Answer"
            choices={[
              ["write", "Write"],
              ["preview", "Preview"],
            ]}
            value={mode}
            onChange={setMode}
          />
        </div>
        <div className={styles["write"]}>
          <Field
            label="Answer"
            hint="Markdown: **bold**, lists, [links](https://…). Leave out what concerns one visitor only."
          >
            {(ties) => (
              <textarea
                {...ties}
                rows={11}
                maxLength={8000}
                data-testid="entry-answer"
                value={text.answer}
                onChange={(event) => onChange({ ...text, answer: event.target.value })}
              />
            )}
          </Field>
        </div>
        <div className={styles["shown"]}>
          <span className={styles["shownLabel"]}>As visitors see it</span>
          <div className={styles["paper"]} data-testid="entry-preview">
            <RichText nodes={nodes} />
          </div>
        </div>
      </div>
    </>
  );
}
