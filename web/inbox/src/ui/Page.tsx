import type { ReactNode } from "react";
import { IconButton } from "./Button";
import { Icon } from "./Icon";
import styles from "./page.module.css";

interface PageHeadProps {
  title: ReactNode;
  /** Leads out of what is open, where the page is too narrow for both. */
  onBack?: (() => void) | undefined;
  backLabel?: string;
  children?: ReactNode;
}

export function PageHead({ title, onBack, backLabel = "Back", children }: PageHeadProps) {
  return (
    <header className={styles["head"]}>
      {onBack && (
        <IconButton label={backLabel} testId="page-back" onClick={onBack}>
          <Icon name="back" />
        </IconButton>
      )}
      <h2 className={styles["title"]}>{title}</h2>
      {children}
    </header>
  );
}

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly (readonly [name: T, label: string, count?: number | undefined])[];
  current: T;
  onSelect: (name: T) => void;
}

/** The parts of a page. */
export function Tabs<T extends string>({ label, tabs, current, onSelect }: TabsProps<T>) {
  return (
    <nav className={styles["tabs"]} aria-label={label}>
      {tabs.map(([name, text, count]) => (
        <button
          key={name}
          type="button"
          className={styles["tab"]}
          data-testid={`tab-${name}`}
          aria-current={name === current ? "page" : undefined}
          onClick={() => onSelect(name)}
        >
          {text}
          {count !== undefined && <span className={styles["tabCount"]}>{count}</span>}
        </button>
      ))}
    </nav>
  );
}

interface SegmentsProps<T extends string> {
  label: string;
  choices: readonly (readonly [value: T, name: string])[];
  value: T;
  onChange: (value: T) => void;
  testId?: string;
}

/** One of few, all of them in sight. */
export function Segments<T extends string>(props: SegmentsProps<T>) {
  const { label, choices, value, onChange, testId } = props;
  return (
    <div className={styles["segments"]} role="group" aria-label={label}>
      {choices.map(([name, text]) => (
        <button
          key={name}
          type="button"
          className={styles["segment"]}
          data-testid={testId && `${testId}-${name || "all"}`}
          aria-pressed={name === value}
          onClick={() => onChange(name)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
