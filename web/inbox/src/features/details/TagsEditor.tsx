import { useId, useRef, useState } from "react";
import { explain } from "../../api/http";
import { useTagChange, useTags } from "../../api/tags";
import type { Conversation } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { useShortcut } from "../../ui/shortcuts";
import styles from "./details.module.css";

const LONGEST = 60;

interface TagsEditorProps {
  conversation: Conversation;
  me: string;
  editable: boolean;
  /** Bring the place that it stands in before the rep's eyes. */
  onShow: () => void;
}

export function TagsEditor({ conversation, me, editable, onShow }: TagsEditorProps) {
  const [text, setText] = useState("");
  const known = useTags().data ?? [];
  const change = useTagChange(conversation.id, me);
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  useShortcut(
    "l",
    () => {
      if (!input.current?.offsetParent) onShow();
      requestAnimationFrame(() => input.current?.focus());
    },
    editable,
  );
  const own = new Set(conversation.tags.map((tag) => tag.name));

  const add = () => {
    const name = text.trim();
    if (!name) return;
    if (own.has(name)) setText("");
    else change.mutate({ add: [name], remove: [] }, { onSuccess: () => setText("") });
  };
  return (
    <div className={styles["tags"]}>
      {conversation.tags.map((tag) => (
        <span
          key={tag.name}
          className={styles["tag"]}
          data-testid="tag"
          data-tag={tag.name}
          data-kind={tag.kind}
          title={tag.kind === "auto" ? `${tag.name}, set by the AI` : tag.name}
        >
          {tag.kind === "auto" && <Icon name="ai" size={11} />}
          <span className={styles["tagName"]}>{tag.name}</span>
          {editable && (
            <button
              type="button"
              aria-label={`Remove tag ${tag.name}`}
              data-testid="tag-remove"
              onClick={() => change.mutate({ add: [], remove: [tag.name] })}
            >
              <Icon name="close" size={10} />
            </button>
          )}
        </span>
      ))}
      {editable && (
        <form
          className={styles["tagForm"]}
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <input
            ref={input}
            data-testid="tag-add"
            list={list}
            value={text}
            maxLength={LONGEST}
            placeholder="Add a tag"
            aria-label="Add a tag"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
            }}
          />
          <datalist id={list}>
            {known
              .filter((name) => !own.has(name))
              .map((name) => (
                <option key={name} value={name} />
              ))}
          </datalist>
        </form>
      )}
      {!editable && conversation.tags.length === 0 && <span className={styles["none"]}>None</span>}
      {change.isError && (
        <p className={styles["error"]} role="alert">
          {explain(change.error)}
        </p>
      )}
    </div>
  );
}
