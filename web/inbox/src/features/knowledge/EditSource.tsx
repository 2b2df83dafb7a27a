import { useState, type SyntheticEvent } from "react";
import type { Assistant } from "../../api/assistants";
import type { Source, SourceChange } from "../../api/knowledge-types";
import { useChangeSource } from "../../api/sources";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import forms from "../../ui/form.module.css";
import { IntervalField, LimitFields, NameField } from "./fields";
import { FormEnd } from "./FormEnd";
import { isRefreshed, nameOf } from "./kinds";
import { limitsOf, settingsOf } from "./limits";

interface EditSourceProps {
  source: Source;
  assistants: readonly Assistant[];
  onClose: () => void;
}

export function EditSource({ source, assistants, onClose }: EditSourceProps) {
  const [name, setName] = useState(source.name === source.location ? "" : source.name);
  const [chosen, setChosen] = useState(source.assistant_ids);
  const [interval, setInterval] = useState(source.refresh_s);
  const [limits, setLimits] = useState(() => limitsOf(source.settings));
  const [text, setText] = useState("");
  const changing = useChangeSource(source.id);
  const wide = source.kind === "crawl" || source.kind === "sitemap";
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (chosen.length === 0 || changing.isPending) return;
    const change: SourceChange = {
      ...(name.trim() && { name: name.trim() }),
      assistant_ids: chosen,
      ...(isRefreshed(source) && { refresh_s: interval }),
      ...(wide && { settings: settingsOf(limits) }),
      ...(text.trim() && { text }),
    };
    changing.mutate(change, { onSuccess: onClose });
  };
  return (
    <Dialog title={`Edit ${nameOf(source)}`} open onClose={onClose}>
      <form className={forms["form"]} onSubmit={submit} data-testid="edit-form">
        <NameField value={name} onChange={setName} />
        {source.kind === "text" && (
          <Field label="New text" hint="Left empty, the text stays as it is.">
            {(ties) => (
              <textarea
                {...ties}
                rows={6}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        )}
        {wide && <LimitFields value={limits} deep={source.kind === "crawl"} onChange={setLimits} />}
        {isRefreshed(source) && <IntervalField value={interval} onChange={setInterval} />}
        <FormEnd
          assistants={assistants}
          chosen={chosen}
          onChosen={setChosen}
          task={changing}
          ready
          submit={["Save", "Saving…"]}
          testId="edit-submit"
        >
          <Button onClick={onClose}>Cancel</Button>
        </FormEnd>
      </form>
    </Dialog>
  );
}
