import { useConversationList } from "../../api/conversations";
import { go } from "../../app/route";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";
import { useEndless } from "../../ui/useEndless";
import { useWalk } from "../../ui/useWalk";
import { ConversationRow } from "./ConversationRow";
import styles from "./conversations.module.css";
import type { ListFilter, View } from "../../api/order";

interface ConversationListProps {
  filter: ListFilter;
  me: string;
  current: string | null;
  hrefOf: (id: string) => string;
  onOpen: (id: string) => void;
}

export function ConversationList({ filter, me, current, hrefOf, onOpen }: ConversationListProps) {
  const list = useConversationList(filter);
  const more = useEndless(list);
  const walk = useWalk(
    (list.data ?? []).map(({ id }) => id),
    current,
  );

  if (list.isPending) return <Skeleton rows={6} kind="row" />;
  if (list.isError && !list.data) {
    return (
      <ErrorState
        title="The list could not be loaded"
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  }
  const rows = list.data;
  if (rows.length === 0) return <Nothing filter={filter} />;

  return (
    <div className={styles["scroll"]} onScroll={more} data-testid="list">
      <ul className={styles["list"]} aria-label="Conversations" onKeyDown={walk.onKeyDown}>
        {rows.map((conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            me={me}
            current={conversation.id === current}
            href={hrefOf(conversation.id)}
            onOpen={onOpen}
            register={walk.register}
          />
        ))}
      </ul>
      {list.isFetchingNextPage && <Skeleton rows={2} kind="row" />}
    </div>
  );
}

const EMPTY: Record<View, [string, string]> = {
  waiting: [
    "Nobody is waiting",
    "When the AI hands a conversation over, it appears here with its clock running.",
  ],
  mine: ["You hold no conversation", "Take one over by replying to it."],
  human: ["No person is in a conversation", "Conversations that a rep has taken are listed here."],
  ai: ["The AI is in no conversation", "Every new chat starts here."],
  closed: [
    "Nothing is closed yet",
    "A closed conversation returns to the AI when the visitor writes again.",
  ],
  all: ["No conversations yet", "Open the demo page and ask the assistant something."],
};

function Nothing({ filter }: { filter: ListFilter }) {
  if (filter.q || filter.tag || filter.assistant) {
    return (
      <EmptyState
        icon="search"
        title="Nothing matches"
        action={<Button onClick={() => go({ q: "", tag: "", assistant: "" })}>Show all</Button>}
      >
        No conversation of this view fits the search and the filters.
      </EmptyState>
    );
  }
  const [title, text] = EMPTY[filter.view];
  return (
    <EmptyState icon={filter.view === "waiting" ? "check" : "info"} title={title}>
      {text}
    </EmptyState>
  );
}
