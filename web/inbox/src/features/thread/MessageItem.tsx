import { inReadingOrder } from "@baton/shared/chat/citations";
import { parseRich } from "@baton/shared/chat/richtext";
import { fullTime } from "@baton/shared/time";
import { memo, useCallback, useMemo, useState } from "react";
import type { Attachment, Message, Turn } from "../../api/types";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { Time } from "../../ui/Time";
import { formatTime } from "../conversations/clock";
import { Citations, Source } from "./Citations";
import { AnswerFeedback, FeedbackMark } from "./AnswerFeedback";
import { MessageBody } from "./MessageBody";
import styles from "./thread.module.css";
import { WhyButton } from "./WhyButton";
import { WhyPanel } from "./WhyPanel";

interface MessageItemProps {
  message: Message;
  turn: Turn | undefined;
  first: boolean;
  me: string;
  conversation: string;
  mayAct: boolean;
}

export const MessageItem = memo(function MessageItem({
  message,
  turn,
  first,
  me,
  conversation,
  mayAct,
}: MessageItemProps) {
  const [why, setWhy] = useState(false);
  const [source, setSource] = useState<number | null>(null);
  const { author, kind } = message;
  const openSource = useCallback((n: number) => setSource((open) => (open === n ? null : n)), []);
  const { nodes, citations } = useMemo(() => {
    const sources = message.citations.map(({ n }) => n);
    const html = message.author.kind === "visitor" ? "" : message.html;
    return inReadingOrder(parseRich(html, sources), message.citations);
  }, [message]);
  const shown = citations.find(({ n }) => n === source);
  return (
    <article
      className={styles["message"]}
      aria-label={`${kind === "note" ? "Note of " : ""}${author.name || "System"}`}
      data-testid="thread-message"
      data-author={author.kind}
      data-kind={kind}
      data-seq={message.seq}
      data-first={first}
      data-own={author.kind === "rep" && author.id === me}
    >
      {first && <Heading message={message} me={me} />}
      <div className={styles["bubble"]} title={fullTime(message.created_at)}>
        <MessageBody message={message} nodes={nodes} onCite={openSource} />
        <Attachments attachments={message.attachments} />
      </div>
      <div className={styles["below"]}>
        <Citations citations={citations} open={source} onOpen={openSource} />
        {turn && <WhyButton open={why} onToggle={() => setWhy(!why)} />}
        {turn && <FeedbackMark feedback={turn.feedback} onOpen={() => setWhy(true)} />}
      </div>
      {shown && <Source citation={shown} />}
      {turn && why && (
        <WhyPanel turn={turn}>
          {turn.decision === "answer" && (
            <AnswerFeedback
              key={turn.id}
              conversation={conversation}
              message={message.id}
              feedback={turn.feedback}
              me={me}
              mayAct={mayAct}
            />
          )}
        </WhyPanel>
      )}
    </article>
  );
});

function Heading({ message, me }: { message: Message; me: string }) {
  const { author, kind, created_at } = message;
  return (
    <header className={styles["heading"]}>
      {author.kind === "assistant" || author.kind === "system" ? (
        <span className={styles["aiMark"]} aria-hidden="true">
          <Icon name="ai" size={14} />
        </span>
      ) : (
        <Avatar name={author.name} size="small" />
      )}
      <span className={styles["author"]} title={author.name}>
        {author.name || "System"}
      </span>
      {author.kind === "assistant" && <span className={styles["label"]}>AI</span>}
      {author.kind === "system" && <span className={styles["label"]}>Automatic</span>}
      {author.kind === "rep" && kind === "reply" && (
        <span className={styles["label"]}>{author.id === me ? "You" : "Team"}</span>
      )}
      {kind === "note" && (
        <span className={styles["label"]}>
          <Icon name="note" size={12} /> Note, only for the team
        </span>
      )}
      <Time at={created_at}>{formatTime(created_at)}</Time>
    </header>
  );
}

function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul className={styles["attachments"]} aria-label="Attachments">
      {attachments.map((file) => (
        <li key={file.id}>
          {file.name} <span>{Math.max(1, Math.round(file.size / 1024))} kB</span>
        </li>
      ))}
    </ul>
  );
}
