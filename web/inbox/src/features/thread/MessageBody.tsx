import { parseRich } from "@baton/shared/chat/richtext";
import { useMemo } from "react";
import type { Message } from "../../api/types";
import { RichText } from "../../ui/RichText";
import styles from "./thread.module.css";

interface MessageBodyProps {
  message: Message;
  onCite: (n: number) => void;
}

/** What visitors write is text and stays text; the Markdown of the AI and of reps is formatted. */
export function MessageBody({ message, onCite }: MessageBodyProps) {
  const { author, html, text, citations } = message;
  const nodes = useMemo(
    () =>
      author.kind === "visitor" || !html
        ? null
        : parseRich(
            html,
            citations.map(({ n }) => n),
          ),
    [author.kind, html, citations],
  );
  if (nodes === null) return <div className={styles["plain"]}>{text}</div>;
  return <RichText nodes={nodes} onCite={onCite} />;
}
