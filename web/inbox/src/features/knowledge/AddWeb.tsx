import { newClientId } from "@baton/shared/client-id";
import { useState, type SyntheticEvent } from "react";
import { useAddSource } from "../../api/sources";
import { Field } from "../../ui/Field";
import forms from "../../ui/form.module.css";
import type { AddFormProps } from "./add-form";
import { IntervalField, LimitFields, NameField } from "./fields";
import { FormEnd } from "./FormEnd";
import { addressOf, limitsOf, settingsOf } from "./limits";

type WebKind = "url" | "crawl" | "sitemap";

const ADDRESS: Record<WebKind, [label: string, example: string]> = {
  url: ["Address of the page", "https://example.com/help/returns"],
  crawl: ["Where to begin", "https://example.com/help"],
  sitemap: ["Address of the sitemap", "https://example.com/sitemap.xml"],
};
const DAY_S = 86_400;

export function AddWeb({ kind, assistant, assistants, onAdded }: AddFormProps & { kind: WebKind }) {
  const [typed, setTyped] = useState("");
  const [name, setName] = useState("");
  const [limits, setLimits] = useState(() => limitsOf({}));
  const [interval, setInterval] = useState<number | null>(DAY_S);
  const [chosen, setChosen] = useState([assistant]);
  const [checked, setChecked] = useState(false);
  const [clientId] = useState(newClientId);
  const adding = useAddSource();
  const [label, example] = ADDRESS[kind];
  const address = addressOf(typed);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!address) adding.reset(); // what the server said was about another address
    if (!address || chosen.length === 0 || adding.isPending) return;
    const settings = kind === "url" ? {} : settingsOf(limits);
    adding.mutate(
      {
        kind,
        assistant_ids: chosen,
        location: address,
        settings,
        client_id: clientId,
        refresh_s: interval,
        ...(name.trim() && { name: name.trim() }),
      },
      { onSuccess: onAdded },
    );
  };
  return (
    <form className={forms["form"]} onSubmit={submit} noValidate data-testid="add-form">
      <Field
        label={label}
        error={checked && !address ? "Write the address of a page, like " + example : undefined}
      >
        {(ties) => (
          <input
            {...ties}
            type="url"
            inputMode="url"
            autoComplete="off"
            placeholder={example}
            data-testid="address"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      {kind !== "url" && (
        <LimitFields value={limits} deep={kind === "crawl"} onChange={setLimits} />
      )}
      <IntervalField value={interval} onChange={setInterval} />
      <NameField value={name} onChange={setName} />
      <FormEnd
        assistants={assistants}
        chosen={chosen}
        onChosen={setChosen}
        task={adding}
        ready
        submit={["Add", "Adding…"]}
        testId="add-submit"
      />
    </form>
  );
}
