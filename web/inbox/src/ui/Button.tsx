import type { ReactNode, Ref } from "react";
import styles from "./ui.module.css";

export type ButtonTone = "plain" | "primary" | "note" | "quiet" | "danger";

interface ButtonProps {
  children: ReactNode;
  onClick?: () => void;
  tone?: ButtonTone;
  size?: "normal" | "small";
  type?: "button" | "submit";
  disabled?: boolean;
  label?: string;
  title?: string;
  pressed?: boolean;
  expanded?: boolean;
  testId?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  children,
  tone = "plain",
  size = "normal",
  type = "button",
  label,
  pressed,
  expanded,
  testId,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={styles["button"]}
      data-tone={tone}
      data-size={size}
      data-testid={testId}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
    >
      {children}
    </button>
  );
}

/** A square button with an icon only; its name is also the tooltip. */
export function IconButton(props: ButtonProps & { label: string }) {
  return (
    <span className={styles["iconButton"]}>
      <Button tone="quiet" title={props.label} {...props} />
    </span>
  );
}
