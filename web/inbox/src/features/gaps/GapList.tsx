import { useGaps } from "../../api/gaps";
import type { Gap, GapState } from "../../api/knowledge-types";
import { Icon } from "../../ui/Icon";
import { RowLink } from "../../ui/RowLink";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";
import { Time } from "../../ui/Time";
import { useEndless } from "../../ui/useEndless";
import { useSlowNow } from "../../ui/useNow";
import { useWalk } from "../../ui/useWalk";
import { sinceText } from "../knowledge/words";
import styles from "./gaps.module.css";
import { minutesText } from "./minutes";
import { Reasons } from "./Reasons";

interface GapListProps {
  assistant: string;
  state: GapState;
  current: string | null;
  hrefOf: (id: string) => string;
  onOpen: (id: string) => void;
}

export function GapList({ assistant, state, current, hrefOf, onOpen }: GapListProps) {
  const list = useGaps(assistant, state);
  const more = useEndless(list);
  const walk = useWalk(
    (list.data ?? []).map(({ id }) => id),
    current,
  );
  if (list.isPending) return <Skeleton rows={6} kind="row" />;
  if (!list.data)
    return (
      <ErrorState
        title="The gaps could not be loaded"
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  if (list.data.length === 0) return <Nothing state={state} />;
  return (
    <div className={styles["scroll"]} onScroll={more} data-testid="gaps">
      <ul className={styles["list"]} aria-label="Groups of questions" onKeyDown={walk.onKeyDown}>
        {list.data.map((gap) => (
          <li key={gap.id} className={styles["item"]}>
            <RowLink
              id={gap.id}
              className={styles["row"]}
              data-testid="gap"
              current={gap.id === current}
              href={hrefOf(gap.id)}
              onOpen={onOpen}
              register={walk.register}
            >
              <Row gap={gap} />
            </RowLink>
          </li>
        ))}
      </ul>
      {list.isFetchingNextPage && <Skeleton rows={2} kind="row" />}
    </div>
  );
}

function Row({ gap }: { gap: Gap }) {
  const now = useSlowNow();
  return (
    <>
      <span className={styles["count"]} title={`Asked ${gap.count} times`}>
        {gap.count}
      </span>
      <span className={styles["rowBody"]}>
        <span className={styles["question"]}>{gap.question}</span>
        <Reasons reasons={gap.reasons} most={2} />
        <span className={styles["meta"]}>
          {gap.human_minutes > 0 && (
            <span title="What people have spent on it">
              <Icon name="person" size={12} />
              {minutesText(gap.human_minutes)}
            </span>
          )}
          <Time at={gap.last_at}>
            <Icon name="clock" size={12} />
            {sinceText(gap.last_at, now)}
          </Time>
        </span>
      </span>
    </>
  );
}

const EMPTY: Record<GapState, [string, string]> = {
  open: [
    "No open gaps",
    "When the documents do not answer a question, it is listed here with others of the same meaning.",
  ],
  answered: ["Nothing answered yet", "A gap that an entry answers is kept here."],
  dismissed: ["Nothing dismissed", "What the documents need not answer is kept here."],
};

function Nothing({ state }: { state: GapState }) {
  const [title, text] = EMPTY[state];
  return (
    <EmptyState icon={state === "open" ? "check" : "info"} title={title}>
      {text}
    </EmptyState>
  );
}
