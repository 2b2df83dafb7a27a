import { parsePlain } from "@baton/shared/chat/links";
import type { RichElement, RichNode } from "@baton/shared/chat/richtext";
import { createElement, Fragment, type ReactNode } from "react";
import styles from "./rich.module.css";

/** Each reads in the direction of its own language. */
const BLOCKS = new Set("p ul ol h3 h4 blockquote".split(" "));

/** A mark stands in the line of the words before it. */
const WORD_JOINER = "\u2060";

type OnCite = (n: number) => void;

interface RichTextProps {
  nodes: readonly RichNode[];
  onCite?: OnCite;
}

/** Formatted text from a list of known elements; never from HTML. */
export function RichText({ nodes, onCite }: RichTextProps) {
  return <div className={styles["rich"]}>{render(nodes, onCite)}</div>;
}

/** Text as it was typed, in which only addresses lead somewhere. */
export function PlainText({ text }: { text: string }) {
  return <>{render(parsePlain(text), undefined)}</>;
}

function render(nodes: readonly RichNode[], onCite: OnCite | undefined): ReactNode[] {
  return nodes.map((node, index) => {
    if (typeof node === "string") return node;
    if ("cite" in node)
      return (
        <Fragment key={index}>
          {WORD_JOINER}
          <Mark n={node.cite} onCite={onCite} />
        </Fragment>
      );
    return element(node, index, onCite);
  });
}

function element(
  { tag, href, start, children }: RichElement,
  key: number,
  onCite: OnCite | undefined,
): ReactNode {
  const inner = render(children, onCite);
  if (tag === "a") {
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {inner}
      </a>
    );
  }
  if (tag === "table") {
    return (
      <div key={key} className={styles["wide"]} tabIndex={0}>
        <table dir="auto">{inner}</table>
      </div>
    );
  }
  if (tag === "pre")
    return (
      <pre key={key} tabIndex={0}>
        {inner}
      </pre>
    );
  const direction = BLOCKS.has(tag) ? { dir: "auto" } : {};
  return createElement(tag, { key, ...direction, ...(start ? { start } : {}) }, ...inner);
}

function Mark({ n, onCite }: { n: number; onCite: OnCite | undefined }) {
  if (!onCite) return <span className={styles["mark"]}>{n}</span>;
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
