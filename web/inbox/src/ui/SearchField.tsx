import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Icon } from "./Icon";
import { useShortcut } from "./shortcuts";
import styles from "./form.module.css";

const SEARCH_AFTER_MS = 250;

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  testId?: string;
}

/** Tells what is searched for once typing pauses; `/` leads here, Escape clears it, then leaves it. */
export function SearchField({ label, placeholder, value, onChange, testId }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    // Cleared or changed elsewhere, not by what is typed here.
    if (value !== text.trim()) setText(value);
  }
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useShortcut("/", () => input.current?.focus());
  useEffect(() => () => clearTimeout(waiting.current), []);
  const type = (next: string) => {
    setText(next);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => onChange(next.trim()), SEARCH_AFTER_MS);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (text) type("");
    else event.currentTarget.blur();
  };
  return (
    <label className={styles["search"]}>
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        data-testid={testId}
        placeholder={placeholder}
        aria-label={label}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}
