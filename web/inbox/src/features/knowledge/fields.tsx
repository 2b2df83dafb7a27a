/** The fields that several kinds of source share. */
import type { Assistant } from "../../api/assistants";
import { Checks, Field } from "../../ui/Field";
import { INTERVALS, intervalText } from "./kinds";
import styles from "./add.module.css";
import { DEFAULT_DEPTH, DEFAULT_PAGES, type Limits } from "./limits";

interface TextProps {
  value: string;
  onChange: (value: string) => void;
}

export function NameField({ value, onChange }: TextProps) {
  return (
    <Field label="Name" hint="Only the team sees it. Left empty, one is made up.">
      {(ties) => (
        <input
          {...ties}
          data-testid="source-name-field"
          maxLength={120}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** What visitors see a pasted text as. */
export function TitleField({ value, onChange }: TextProps) {
  return (
    <Field label="Title" hint="Visitors see it as the name of the source.">
      {(ties) => (
        <input
          {...ties}
          data-testid="text-title"
          maxLength={120}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export function TextField({ value, onChange }: TextProps) {
  return (
    <Field label="Text" hint="Plain text or Markdown; headings make passages easier to find.">
      {(ties) => (
        <textarea
          {...ties}
          rows={9}
          data-testid="text-body"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface ForAssistantsProps {
  assistants: readonly Assistant[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Nothing to choose while there is only one. */
export function ForAssistants({ assistants, chosen, onChange }: ForAssistantsProps) {
  if (assistants.length < 2) return null;
  return (
    <Checks
      legend="Assistants that answer from it"
      choices={assistants.map(({ id, name }) => [id, name] as const)}
      chosen={chosen}
      onChange={onChange}
    />
  );
}

interface IntervalProps {
  value: number | null;
  onChange: (value: number | null) => void;
}

export function IntervalField({ value, onChange }: IntervalProps) {
  const known = INTERVALS.some(([seconds]) => seconds === value);
  return (
    <Field label="Read again" hint="Only what has changed is fetched.">
      {(ties) => (
        <select
          {...ties}
          data-testid="interval"
          value={value ?? ""}
          onChange={(event) => onChange(event.target.value ? Number(event.target.value) : null)}
        >
          {!known && <option value={value ?? ""}>{intervalText(value)}</option>}
          {INTERVALS.map(([seconds, name]) => (
            <option key={name} value={seconds ?? ""}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface LimitsProps {
  value: Limits;
  deep: boolean;
  onChange: (value: Limits) => void;
}

/** How far a crawl goes; `deep`: also how many links away from its first page. */
export function LimitFields({ value, deep, onChange }: LimitsProps) {
  const set = (name: keyof Limits) => (event: { target: { value: string } }) =>
    onChange({ ...value, [name]: event.target.value });
  return (
    <div className={styles["limits"]}>
      <Field label="Page limit">
        {(ties) => (
          <input
            {...ties}
            type="number"
            min={1}
            max={20_000}
            placeholder={String(DEFAULT_PAGES)}
            inputMode="numeric"
            value={value.pages}
            onChange={set("pages")}
          />
        )}
      </Field>
      {deep && (
        <Field label="Link depth">
          {(ties) => (
            <input
              {...ties}
              type="number"
              min={0}
              max={20}
              placeholder={String(DEFAULT_DEPTH)}
              inputMode="numeric"
              value={value.depth}
              onChange={set("depth")}
            />
          )}
        </Field>
      )}
      <Field label="Only these paths" hint="One a line, like /help/*.">
        {(ties) => (
          <textarea
            {...ties}
            rows={2}
            placeholder="All paths"
            value={value.include}
            onChange={set("include")}
          />
        )}
      </Field>
      <Field label="Skip these paths" hint="One a line, like /blog/*.">
        {(ties) => (
          <textarea
            {...ties}
            rows={2}
            placeholder="None"
            value={value.exclude}
            onChange={set("exclude")}
          />
        )}
      </Field>
    </div>
  );
}
