import { useMemo, useRef } from "react";
import type { ThreadState } from "../../api/thread-state";
import { Icon } from "../../ui/Icon";
import type { OutboxItem } from "../composer/outbox";
import { AssistantId } from "./assistant";
import { DayLine, EventFold, EventLine, TurnLine } from "./EventLine";
import { DraftMessage, PendingMessage, Thinking } from "./Live";
import { MessageItem } from "./MessageItem";
import styles from "./thread.module.css";
import { buildTimeline, type TimelineItem } from "./timeline";
import { useStickToBottom } from "./useStickToBottom";
import { useTail } from "./useTail";

interface ThreadProps {
  thread: ThreadState;
  /** The first message that is new to the rep, by its seq. */
  news: number | null;
  pending: readonly OutboxItem[];
  me: string;
  mayAct: boolean;
  assistant: string;
}

export function Thread({ thread, news, pending, me, mayAct, assistant }: ThreadProps) {
  const { chat, events, turns, conversation } = thread;
  const items = useMemo(
    () => buildTimeline(chat.messages, events, turns, news),
    [chat.messages, events, turns, news],
  );
  const mark = `${items.length}-${items.at(-1)?.key}-${turns.length}-${pending.length}-${chat.draft?.text.length ?? 0}-${chat.turn?.turn_id ?? ""}`;
  const scroller = useRef<HTMLDivElement>(null);
  const { id } = conversation;
  const { start, older, olderWhenNear } = useTail(scroller, id, items.length);
  const { onScroll, below, toEnd } = useStickToBottom(scroller, { id, mark, start, news });
  return (
    <AssistantId value={conversation.assistant_id}>
      <div className={styles["frame"]}>
        <div
          ref={scroller}
          className={styles["scroll"]}
          onScroll={() => {
            onScroll();
            olderWhenNear();
          }}
          tabIndex={0}
          aria-label="Messages"
          role="region"
        >
          <div
            role="log"
            aria-label={`Conversation with ${conversation.visitor.name}`}
            className={styles["log"]}
          >
            {start > 0 && (
              <button type="button" className={styles["older"]} data-testid="older" onClick={older}>
                Show earlier messages
              </button>
            )}
            {items.slice(start).map((item) => (
              <Item key={item.key} item={item} me={me} conversation={id} mayAct={mayAct} />
            ))}
          </div>
          {chat.draft ? (
            <DraftMessage draft={chat.draft} assistant={assistant} />
          ) : (
            chat.turn && <Thinking assistant={assistant} />
          )}
          {pending.map((item) => (
            <PendingMessage key={item.client_id} item={item} />
          ))}
        </div>
        {below && (
          <button type="button" className={styles["newer"]} onClick={toEnd}>
            <Icon name="down" size={14} />
            New messages
          </button>
        )}
      </div>
    </AssistantId>
  );
}

interface ItemProps {
  item: TimelineItem;
  me: string;
  conversation: string;
  mayAct: boolean;
}

function Item({ item, me, conversation, mayAct }: ItemProps) {
  switch (item.type) {
    case "day":
      return <DayLine date={item.date} />;
    case "news":
      return (
        <p className={styles["news"]} data-news data-testid="news">
          New
        </p>
      );
    case "event":
      return <EventLine text={item.text} tone={item.tone} at={item.at} />;
    case "fold":
      return <EventFold events={item.events} />;
    case "turn":
      return <TurnLine turn={item.turn} at={item.at} />;
    case "message":
      return (
        <MessageItem
          message={item.message}
          turn={item.turn}
          first={item.first}
          me={me}
          conversation={conversation}
          mayAct={mayAct}
        />
      );
  }
}
