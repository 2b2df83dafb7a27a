import type { LineState } from "@baton/shared/chat/events";
import { useEffect, useState } from "react";
import styles from "./ui.module.css";

const TELL_AFTER_MS = 3_000;

/** A short gap is nobody's business; after three seconds the page may be behind. */
export function useBehind(line: LineState): boolean {
  const broken = line === "down" || line === "connecting";
  const [behind, setBehind] = useState(false);
  useEffect(() => {
    if (!broken) return;
    const timer = setTimeout(() => setBehind(true), TELL_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setBehind(false);
    };
  }, [broken]);
  return broken && behind;
}

export function Reconnecting() {
  return (
    <div className={styles["reconnecting"]} role="status" data-testid="reconnecting">
      Reconnecting… what you see may be behind.
    </div>
  );
}
