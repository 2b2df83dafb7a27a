import type { Source } from "../../api/knowledge-types";
import { isBusy } from "../../api/live-sources";
import { Bar } from "../../ui/Bar";
import { Icon } from "../../ui/Icon";
import { useSlowNow } from "../../ui/useNow";
import { isRefreshed } from "./kinds";
import styles from "./knowledge.module.css";
import {
  failureText,
  nothingRead,
  progressShare,
  progressText,
  sinceText,
  untilText,
} from "./words";

/** How a source stands, with its progress while it is read. */
export function SourceState({ source }: { source: Source }) {
  if (isBusy(source)) return <Running source={source} />;
  const why = whyNothing(source);
  if (why) {
    return (
      <div className={styles["state"]} data-state="failed" title={why}>
        <span className={styles["stateText"]}>
          <Icon name="alert" size={13} />
          {why}
        </span>
      </div>
    );
  }
  return <Standing source={source} />;
}

/** Why there is nothing to answer from; null for a source that was read, be it in part. */
function whyNothing({ state, error, documents, failed, refreshed_at }: Source): string | null {
  if (state === "failed") return failureText(error);
  if (!refreshed_at || documents > 0 || failed === 0) return null;
  return error ? failureText(error) : nothingRead(failed);
}

function Running({ source }: { source: Source }) {
  const text = progressText(source);
  return (
    <div className={styles["state"]} data-state="running" data-testid="progress">
      <span className={styles["stateText"]}>{text}</span>
      <Bar share={source.progress ? progressShare(source.progress) : 0} label={text} />
    </div>
  );
}

function Standing({ source }: { source: Source }) {
  const now = useSlowNow();
  const { state, refreshed_at, next_refresh_at } = source;
  if (state === "stopped")
    return (
      <div className={styles["state"]} data-state="stopped">
        {refreshed_at ? `Stopped; read ${sinceText(refreshed_at, now)}` : "Stopped before the end"}
      </div>
    );
  if (!refreshed_at)
    return <div className={styles["state"]}>{source.documents ? "Published" : "Not read yet"}</div>;
  return (
    <div className={styles["state"]} data-state="idle">
      <span className={styles["stateText"]} title={new Date(refreshed_at).toLocaleString()}>
        <Icon name="check" size={13} />
        Read {sinceText(refreshed_at, now)}
      </span>
      {isRefreshed(source) && next_refresh_at && (
        <span className={styles["stateNext"]} title={new Date(next_refresh_at).toLocaleString()}>
          Next {untilText(next_refresh_at, now)}
        </span>
      )}
    </div>
  );
}
