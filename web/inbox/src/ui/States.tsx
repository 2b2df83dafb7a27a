import type { ReactNode } from "react";
import { explain, isMissing } from "../api/http";
import { Button } from "./Button";
import { Icon, type IconName } from "./Icon";
import styles from "./ui.module.css";

export function EmptyState({
  icon,
  title,
  action,
  children,
}: {
  icon: IconName;
  title: string;
  /** The way on, when there is one. */
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={styles["state"]}>
      <Icon name={icon} size={24} />
      <p className={styles["stateTitle"]}>{title}</p>
      {children && <div className={styles["stateText"]}>{children}</div>}
      {action}
    </div>
  );
}

export function ErrorState({
  title,
  error,
  onRetry,
}: {
  title: string;
  error: unknown;
  onRetry: () => void;
}) {
  return (
    <div className={styles["state"]} role="alert" data-testid="error">
      <Icon name="alert" size={24} />
      <p className={styles["stateTitle"]}>{title}</p>
      <div className={styles["stateText"]}>{explain(error)}</div>
      {!isMissing(error) && (
        <Button onClick={onRetry}>
          <Icon name="retry" />
          Try again
        </Button>
      )}
    </div>
  );
}

/** Grey lines in the shape of what is being loaded. */
export function Skeleton({ rows, kind }: { rows: number; kind: "row" | "message" | "line" }) {
  return (
    <div
      className={styles["skeleton"]}
      data-kind={kind}
      role="status"
      aria-label="Loading"
      data-testid="loading"
    >
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles["skeletonRow"]}>
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
