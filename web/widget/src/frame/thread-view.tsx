import { isThinking, whoTypes } from "@baton/shared/chat/reducer";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Choices } from "./choices";
import { useFrame, useNow } from "./context";
import { Draft, Thinking } from "./draft";
import { Icon } from "./icons";
import { MessageRow, PendingRow } from "./message";
import { rowsOf, type Row } from "./rows";
import { useStickToEnd } from "./scroll";
import type { FrameState } from "./state";
import { useTail } from "./tail";
import { WaitingCard } from "./waiting";

export function ThreadView(): JSX.Element {
  const state = useFrame();
  const { chat, fetching, currentId, feedback, fresh, assistant } = state;
  const key = currentId ?? "new";
  const { messages, conversation } = chat;
  const rows = useMemo(
    () => rowsOf(messages, Date.now(), fresh, conversation),
    [messages, fresh, conversation],
  );
  const { box, onScroll, away, news, toEnd } = useStickToEnd({
    key,
    fresh,
    length: growth(state),
    messages: messages.length,
    own: chat.pending.length,
  });
  const tail = useTail(box, key, rows);
  const scrolled = () => {
    onScroll();
    tail.olderWhenNear();
  };
  return (
    <div class="thread">
      <h1 class="unseen">Conversation</h1>
      <div class="scroller" ref={box} onScroll={scrolled}>
        {fetching ? (
          <Skeleton />
        ) : (
          <div class="log" role="log" aria-live="off" aria-label="Conversation" tabIndex={0}>
            {tail.start > 0 && (
              <button type="button" class="older" data-testid="older" onClick={tail.older}>
                Show earlier messages
              </button>
            )}
            <ol>
              {rows.slice(tail.start).map((row) => (
                <RowView key={row.key} row={row} feedback={feedback} assistant={assistant?.name} />
              ))}
              {chat.pending.map((message) => (
                <PendingRow key={message.client_id} message={message} />
              ))}
            </ol>
          </div>
        )}
        <Choices state={chat} />
        <Speaking state={state} />
        {conversation?.mode === "waiting" && <WaitingCard conversation={conversation} />}
        {conversation?.mode === "closed" && (
          <p class="event">This conversation is closed. Write again to continue it.</p>
        )}
      </div>
      {away && <ToEnd news={news} onClick={toEnd} />}
    </div>
  );
}

function ToEnd({ news, onClick }: { news: boolean; onClick: () => void }): JSX.Element {
  return (
    <button
      type="button"
      class={`to-end ${news ? "news" : ""}`}
      aria-label={news ? undefined : "To the newest message"}
      onClick={onClick}
    >
      <Icon name="down_arrow" size={18} />
      {news && "New messages"}
    </button>
  );
}

function growth({ chat, fetching }: FrameState): string {
  const { messages, pending, draft, conversation } = chat;
  return [messages.length, pending.length, draft?.text.length, chat.turn?.turn_id, fetching]
    .concat(chat.typing?.at, conversation?.mode)
    .join();
}

interface RowViewProps {
  row: Row;
  feedback: Record<string, boolean>;
  assistant: string | undefined;
}

function RowView({ row, feedback, assistant = "The assistant" }: RowViewProps): JSX.Element {
  if (row.kind === "day") return <li class="event">{row.text}</li>;
  if (row.kind === "fresh") return <li class="fresh">New</li>;
  if (row.kind === "joined") return <li class="event">{row.name} joined the conversation</li>;
  if (row.kind === "back") return <li class="event">{assistant} (AI) answers again</li>;
  const { message, first } = row;
  return <MessageRow message={message} first={first} helpful={feedback[message.id]} />;
}

/** Whoever is about to say something: the AI, word by word, or a person who types. */
function Speaking({ state }: { state: FrameState }): JSX.Element | null {
  const now = useNow(1_000);
  const { chat, assistant } = state;
  const ai = { kind: "assistant" as const, name: assistant?.name ?? "Assistant" };
  if (chat.draft) return <Draft author={ai} text={chat.draft.text} />;
  const person = whoTypes(chat, "visitor", now);
  if (person) return <Thinking author={person} label={`${person.name} is typing`} />;
  return isThinking(chat) ? <Thinking author={ai} label={`${ai.name} is thinking`} /> : null;
}

function Skeleton(): JSX.Element {
  return (
    <div class="skeleton" role="status" aria-label="Loading the conversation">
      <span />
      <span />
      <span />
    </div>
  );
}
