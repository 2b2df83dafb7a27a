import { useId, type ReactNode } from "react";
import styles from "./form.module.css";

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Gets the attributes that tie the control to its label, hint and error. */
  children: (ties: FieldTies) => ReactNode;
}

export interface FieldTies {
  id: string;
  className: string | undefined;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

/** One labelled control of a form. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const below = error ?? hint;
  return (
    <div className={styles["field"]}>
      <label className={styles["label"]} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        className: styles["control"],
        "aria-describedby": below ? `${id}-below` : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {below && (
        <div id={`${id}-below`} className={styles[error ? "fieldError" : "hint"]}>
          {below}
        </div>
      )}
    </div>
  );
}

interface ChecksProps<T extends string> {
  legend: string;
  choices: readonly (readonly [value: T, name: string])[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
}

/** Any number of few choices. */
export function Checks<T extends string>({ legend, choices, chosen, onChange }: ChecksProps<T>) {
  const toggle = (value: T, on: boolean) =>
    onChange(choices.map(([id]) => id).filter((id) => (id === value ? on : chosen.includes(id))));
  return (
    <fieldset className={styles["checks"]}>
      <legend className={styles["label"]}>{legend}</legend>
      {choices.map(([value, name]) => (
        <label key={value} className={styles["check"]}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => toggle(value, event.target.checked)}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What went wrong with a whole form. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <p className={styles["formError"]} role="alert" data-testid="form-error">
      {children}
    </p>
  );
}

export function FormButtons({ children }: { children: ReactNode }) {
  return <div className={styles["buttons"]}>{children}</div>;
}
