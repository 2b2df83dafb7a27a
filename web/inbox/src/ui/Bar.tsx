import styles from "./ui.module.css";

interface BarProps {
  /** 0..1, or null while nobody knows how much there is. */
  share: number | null;
  label: string;
}

/** How far something has come. */
export function Bar({ share, label }: BarProps) {
  const percent = share === null ? 30 : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <svg
      className={styles["bar"]}
      data-running={share === null}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : percent}
    >
      <rect width={`${percent}%`} height="100%" />
    </svg>
  );
}
