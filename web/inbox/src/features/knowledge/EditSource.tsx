import { useState, type SyntheticEvent } from "react";
import type { Assistant } from "../../api/assistants";
import type { Source, SourceChange } from "../../api/knowledge-types";
import { useChangeSource, useSourceText } from "../../api/sources";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import forms from "../../ui/form.module.css";
import { ErrorState, Skeleton } from "../../ui/States";
import { IntervalField, LimitFields, NameField, TextField, TitleField } from "./fields";
import { FormEnd } from "./FormEnd";
import { isRefreshed, nameOf } from "./kinds";
import { limitsOf, settingsOf } from "./limits";

interface EditSourceProps {
  source: Source;
  assistants: readonly Assistant[];
  onClose: () => void;
}

export function EditSource(props: EditSourceProps) {
  const { source, onClose } = props;
  return (
    <Dialog title={`Edit ${nameOf(source)}`} open onClose={onClose}>
      {source.kind === "text" ? <WithText {...props} /> : <EditForm {...props} />}
    </Dialog>
  );
}

/** A pasted text is changed, not written again. */
function WithText(props: EditSourceProps) {
  const { data, error, refetch } = useSourceText(props.source.id);
  if (data) return <EditForm {...props} before={data.text} />;
  if (!error) return <Skeleton rows={6} kind="line" />;
  return (
    <ErrorState title="The text could not be loaded" error={error} onRetry={() => void refetch()} />
  );
}

function EditForm({ source, assistants, before, onClose }: EditSourceProps & { before?: string }) {
  const [name, setName] = useState(source.name === source.location ? "" : source.name);
  const [chosen, setChosen] = useState(source.assistant_ids);
  const [interval, setInterval] = useState(source.refresh_s);
  const [limits, setLimits] = useState(() => limitsOf(source.settings));
  const [text, setText] = useState(before ?? "");
  const changing = useChangeSource(source.id);
  const isText = before !== undefined;
  const wide = source.kind === "crawl" || source.kind === "sitemap";
  const ready = !isText || text.trim() !== "";
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!ready || chosen.length === 0 || changing.isPending) return;
    const change: SourceChange = {
      name: name.trim(),
      assistant_ids: chosen,
      ...(isRefreshed(source) && { refresh_s: interval }),
      ...(wide && { settings: settingsOf(limits) }),
      ...(isText && text !== before && { text }),
    };
    changing.mutate(change, { onSuccess: onClose });
  };
  return (
    <form className={forms["form"]} onSubmit={submit} data-testid="edit-form">
      {isText ? (
        <>
          <TitleField value={name} onChange={setName} />
          <TextField value={text} onChange={setText} />
        </>
      ) : (
        <NameField value={name} onChange={setName} />
      )}
      {wide && <LimitFields value={limits} deep={source.kind === "crawl"} onChange={setLimits} />}
      {isRefreshed(source) && <IntervalField value={interval} onChange={setInterval} />}
      <FormEnd
        assistants={assistants}
        chosen={chosen}
        onChosen={setChosen}
        task={changing}
        ready={ready}
        submit={["Save", "Saving…"]}
        testId="edit-submit"
      >
        <Button onClick={onClose}>Cancel</Button>
      </FormEnd>
    </form>
  );
}
