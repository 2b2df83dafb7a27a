import { inReadingOrder } from "@baton/shared/chat/citations";
import { parsePlain } from "@baton/shared/chat/links";
import { parseRich } from "@baton/shared/chat/richtext";
import { fullTime, shortTime } from "@baton/shared/time";
import type { Author, Message } from "@baton/shared/chat/types";
import type { PendingMessage } from "@baton/shared/chat/reducer";
import { Component, type JSX } from "preact";
import { useMemo } from "preact/hooks";
import { AiBadge, Avatar } from "./avatar";
import { useChat, useNow, useOnline } from "./context";
import { Feedback } from "./feedback";
import { Icon } from "./icons";
import { Rich } from "./rich";
import { Sources } from "./sources";

const LATE_MS = 5_000;

interface MessageRowProps {
  message: Message;
  /** The first of several messages of one author names them. */
  first: boolean;
  helpful: boolean | undefined;
}

/** Drawn again only when something in it changed: a long thread stays quick. */
export class MessageRow extends Component<MessageRowProps> {
  override shouldComponentUpdate(next: MessageRowProps): boolean {
    const { message, first, helpful } = this.props;
    return next.message !== message || next.first !== first || next.helpful !== helpful;
  }

  override render({ message, first, helpful }: MessageRowProps): JSX.Element {
    const { author } = message;
    const isAnswer = author.kind === "assistant" && message.citations.length > 0;
    return (
      <li
        class={`message from-${author.kind} ${first ? "first" : ""}`}
        data-testid="message"
        data-author={author.kind}
        data-seq={message.seq}
        data-state="sent"
      >
        {first && <Byline author={author} at={message.created_at} />}
        <Said message={message} />
        {isAnswer && <Feedback messageId={message.id} helpful={helpful} />}
      </li>
    );
  }
}

export function Byline({ author, at }: { author: Author; at?: string }): JSX.Element | null {
  if (author.kind === "system" || author.kind === "visitor") return null;
  const time = at && (
    <time dateTime={at} title={fullTime(at)}>
      {shortTime(at)}
    </time>
  );
  return (
    <p class="byline">
      <Avatar kind={author.kind} name={author.name} />
      <span class="byline-name">{author.name}</span>
      {author.kind === "assistant" && <AiBadge />}
      {time}
    </p>
  );
}

function Said({ message }: { message: Message }): JSX.Element {
  const { author, html, text } = message;
  const { nodes, citations } = useMemo(() => {
    const sources = message.citations.map(({ n }) => n);
    return inReadingOrder(parseRich(html, sources), message.citations);
  }, [html, message.citations]);
  if (author.kind === "visitor" || author.kind === "system") {
    return (
      <>
        {author.kind === "visitor" && <span class="unseen">You:</span>}
        <div class="bubble plain" dir="auto" title={fullTime(message.created_at)}>
          <Rich nodes={parsePlain(text)} />
        </div>
      </>
    );
  }
  return (
    <>
      <div class="bubble rich">
        <Rich nodes={nodes} citations={citations} />
      </div>
      <Sources citations={citations} />
    </>
  );
}

/** Said only when it takes a while; without a connection, that nothing is lost. */
function Underway({ since }: { since: string }): JSX.Element {
  const online = useOnline();
  const late = useNow(1_000) - Date.parse(since) > LATE_MS;
  if (online && !late) return <p class="sending">Sending…</p>;
  return (
    <p class="sending kept" role="status">
      <Icon name="clock" size={14} />
      {online
        ? "This takes longer than usual. Your message is kept and will be sent."
        : "No connection. Your message is kept and sent as soon as there is one."}
    </p>
  );
}

/** A message on its way, or one that the server refused. */
export function PendingRow({ message }: { message: PendingMessage }): JSX.Element {
  const chat = useChat();
  const failed = message.state === "failed";
  return (
    <li
      class="message from-visitor"
      data-testid="message"
      data-author="visitor"
      data-state={message.state}
    >
      <div class="bubble plain" dir="auto">
        <Rich nodes={parsePlain(message.text)} />
      </div>
      {failed ? (
        <p class="trouble" role="alert">
          <Icon name="alert" size={14} /> Not sent.
          <button type="button" class="link" onClick={() => chat.retry(message.client_id)}>
            Try again
          </button>
          <button type="button" class="link" onClick={() => chat.discard(message.client_id)}>
            Delete
          </button>
        </p>
      ) : (
        <Underway since={message.created_at} />
      )}
    </li>
  );
}
