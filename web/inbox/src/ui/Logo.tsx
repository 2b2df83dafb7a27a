import styles from "./ui.module.css";

export function Logo() {
  return (
    <span className={styles["logo"]}>
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="var(--accent)" />
        <path d="M10 22 22 10" stroke="var(--on-accent)" strokeWidth="5" strokeLinecap="round" />
      </svg>
      Baton
    </span>
  );
}
