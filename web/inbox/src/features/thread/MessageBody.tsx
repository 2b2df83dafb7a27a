import { parseRich, type RichElement, type RichNode } from "@baton/shared/chat/richtext";
import { createElement, useMemo, type ReactNode } from "react";
import type { Message } from "../../api/types";
import styles from "./thread.module.css";

interface MessageBodyProps {
  message: Message;
  onCite: (n: number) => void;
}

/** What visitors write is text and stays text; the Markdown of the AI and of reps is built from a list of known elements. */
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
  return <div className={styles["rich"]}>{render(nodes, onCite)}</div>;
}

function render(nodes: readonly RichNode[], onCite: (n: number) => void): ReactNode[] {
  return nodes.map((node, index) => {
    if (typeof node === "string") return node;
    if ("cite" in node) return <Mark key={index} n={node.cite} onCite={onCite} />;
    return element(node, index, onCite);
  });
}

function element(
  { tag, href, start, children }: RichElement,
  key: number,
  onCite: (n: number) => void,
): ReactNode {
  const inner = render(children, onCite);
  if (tag === "a") {
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer">
        {inner}
      </a>
    );
  }
  if (tag === "table") {
    return (
      <div key={key} className={styles["wide"]}>
        <table>{inner}</table>
      </div>
    );
  }
  return createElement(tag, start ? { key, start } : { key }, ...inner);
}

function Mark({ n, onCite }: { n: number; onCite: (n: number) => void }) {
  return (
    <button
      type="button"
      className={styles["mark"]}
      aria-label={`Source ${n}`}
      onClick={() => onCite(n)}
    >
      {n}
    </button>
  );
}
