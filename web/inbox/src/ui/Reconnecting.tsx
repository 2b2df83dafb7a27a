import type { LineState } from "@baton/shared/chat/events";
import { useEffect, useState } from "react";
import styles from "./ui.module.css";

const TELL_AFTER_MS = 3_000;

/** A short gap is nobody's business; after three seconds the page says that it may be behind. */
export function Reconnecting({ line }: { line: LineState }) {
  const broken = line === "down" || line === "connecting";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!broken) return;
    const timer = setTimeout(() => setShown(true), TELL_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setShown(false);
    };
  }, [broken]);
  if (!broken || !shown) return null;
  return (
    <div className={styles["reconnecting"]} role="status" data-testid="reconnecting">
      Reconnecting… what you see may be behind.
    </div>
  );
}
