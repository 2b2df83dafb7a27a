import { newClientId } from "@baton/shared/client-id";
import { useState, type SyntheticEvent } from "react";
import { useAddSource } from "../../api/sources";
import forms from "../../ui/form.module.css";
import type { AddFormProps } from "./add-form";
import { TextField, TitleField } from "./fields";
import { FormEnd } from "./FormEnd";

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
      <TitleField value={name} onChange={setName} />
      <TextField value={text} onChange={setText} />
      <FormEnd
        assistants={assistants}
        chosen={chosen}
        onChosen={setChosen}
        task={adding}
        ready={ready}
        submit={["Add", "Adding…"]}
        testId="add-submit"
      />
    </form>
  );
}
