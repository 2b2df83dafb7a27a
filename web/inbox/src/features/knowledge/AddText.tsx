import { newClientId } from "@baton/shared/client-id";
import { useState, type SyntheticEvent } from "react";
import { explain } from "../../api/http";
import { useAddSource } from "../../api/sources";
import { Button } from "../../ui/Button";
import { Field, FormButtons, FormError } from "../../ui/Field";
import forms from "../../ui/form.module.css";
import type { AddFormProps } from "./add-form";
import { ForAssistants } from "./fields";

export function AddText({ assistant, assistants, onAdded }: AddFormProps) {
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState([assistant]);
  const [clientId] = useState(newClientId);
  const adding = useAddSource();
  const ready = text.trim() !== "" && name.trim() !== "" && chosen.length > 0;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!ready || adding.isPending) return;
    adding.mutate(
      { kind: "text", assistant_ids: chosen, name: name.trim(), text, client_id: clientId },
      { onSuccess: onAdded },
    );
  };
  return (
    <form className={forms["form"]} onSubmit={submit} data-testid="add-form">
      <Field label="Title" hint="Visitors see it as the name of the source.">
        {(ties) => (
          <input
            {...ties}
            data-testid="text-title"
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Text" hint="Plain text or Markdown; headings make passages easier to find.">
        {(ties) => (
          <textarea
            {...ties}
            rows={9}
            data-testid="text-body"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <ForAssistants assistants={assistants} chosen={chosen} onChange={setChosen} />
      {adding.isError && <FormError>{explain(adding.error)}</FormError>}
      <FormButtons>
        <Button
          type="submit"
          tone="primary"
          testId="add-submit"
          disabled={!ready || adding.isPending}
        >
          {adding.isPending ? "Adding…" : "Add"}
        </Button>
      </FormButtons>
    </form>
  );
}
