import type { RichNode } from "@baton/shared/chat/richtext";
import type { Message } from "../../api/types";
import { PlainText, RichText } from "../../ui/RichText";
import styles from "./thread.module.css";

interface MessageBodyProps {
  message: Message;
  nodes: readonly RichNode[];
  onCite: (n: number) => void;
}

/** What visitors write is text and stays text, in which addresses can be opened; the Markdown of the AI and of reps is formatted. */
export function MessageBody({ message, nodes, onCite }: MessageBodyProps) {
  const { author, html, text } = message;
  if (author.kind === "visitor" || !html)
    return (
      <div className={styles["plain"]} dir="auto">
        <PlainText text={text} />
      </div>
    );
  return <RichText nodes={nodes} onCite={onCite} />;
}
