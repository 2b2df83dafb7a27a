import { initials } from "@baton/shared/names";
import styles from "./ui.module.css";

const HUES = 8;

export function Avatar({ name, size = "normal" }: { name: string; size?: "normal" | "small" }) {
  return (
    <span className={styles["avatar"]} data-size={size} data-hue={hue(name)} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** FNV-1a, so that names that differ little still differ in colour. */
function hue(name: string): number {
  let hash = 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % HUES;
}
