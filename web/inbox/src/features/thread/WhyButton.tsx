import { Icon } from "../../ui/Icon";
import styles from "./thread.module.css";

/** Opens and closes the trace of a turn. */
export function WhyButton({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      className={styles["why"]}
      data-testid="why"
      aria-expanded={open}
      onClick={onToggle}
    >
      <Icon name="info" size={13} />
      Why
    </button>
  );
}
