import type { LineState } from "@baton/shared/chat/events";
import { useEffect, useState, useSyncExternalStore } from "react";
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

/** The one line about the connection of the whole page; the place is there before the words. */
export function Reconnecting({ behind }: { behind: boolean }) {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const text = online ? "Reconnecting… what you see may be behind." : OFFLINE;
  return (
    <div role="status" className={styles["connection"]}>
      {(behind || !online) && (
        <p className={styles["reconnecting"]} data-testid="reconnecting">
          {text}
        </p>
      )}
    </div>
  );
}

const OFFLINE = "You are offline. What you write is kept, and sent when you are back.";

function subscribe(changed: () => void): () => void {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}
