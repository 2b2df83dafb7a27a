import { go } from "../../app/route";
import styles from "./assistants.module.css";
import type { ChosenAssistant } from "./AssistantGate";

/** Which assistant the page is about; with one assistant there is nothing to pick. */
export function AssistantPicker({
  chosen: { assistant, assistants },
}: {
  chosen: ChosenAssistant;
}) {
  if (assistants.length < 2) return null;
  return (
    <select
      className={styles["picker"]}
      aria-label="Assistant"
      data-testid="assistant-picker"
      value={assistant.id}
      onChange={(event) => go({ assistant: event.target.value, item: null, part: null })}
    >
      {assistants.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
