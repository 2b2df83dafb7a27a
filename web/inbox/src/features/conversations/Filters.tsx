import { useAssistants } from "../../api/assistants";
import { useTags } from "../../api/tags";
import { SearchField } from "../../ui/SearchField";
import styles from "./conversations.module.css";
import type { ListFilter } from "../../api/order";

interface FiltersProps {
  filter: ListFilter;
  onChange: (change: Partial<ListFilter>) => void;
}

export function Filters({ filter, onChange }: FiltersProps) {
  const tags = useTags().data ?? [];
  const assistants = useAssistants().data ?? [];
  return (
    <div className={styles["filters"]} role="search">
      <SearchField
        label="Search conversations"
        placeholder="Search names and messages"
        testId="search"
        value={filter.q}
        onChange={(q) => onChange({ q })}
      />
      <Choice
        label="Tag"
        every="All tags"
        value={filter.tag}
        choices={withCurrent(tags, filter.tag).map((name) => [name, name])}
        onChange={(tag) => onChange({ tag })}
        testId="filter-tag"
      />
      {assistants.length > 1 && (
        <Choice
          label="Assistant"
          every="All assistants"
          value={filter.assistant}
          choices={assistants.map(({ id, name }) => [id, name])}
          onChange={(assistant) => onChange({ assistant })}
          testId="filter-assistant"
        />
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  every: string;
  value: string;
  choices: [value: string, name: string][];
  onChange: (value: string) => void;
  testId: string;
}

function Choice({ label, every, value, choices, onChange, testId }: ChoiceProps) {
  return (
    <select
      className={styles["choice"]}
      aria-label={label}
      data-testid={testId}
      data-set={value !== ""}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{every}</option>
      {choices.map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
  );
}

function withCurrent(tags: string[], current: string): string[] {
  return current && !tags.includes(current) ? [current, ...tags] : tags;
}
