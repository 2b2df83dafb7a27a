import { initials } from "@baton/shared/names";
import styles from "./ui.module.css";

const HUES = 6;

export function Avatar({ name, size = "normal" }: { name: string; size?: "normal" | "small" }) {
  return (
    <span className={styles["avatar"]} data-size={size} data-hue={hue(name)} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

function hue(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return sum % HUES;
}
