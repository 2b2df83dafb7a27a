import { useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from "react";
import type { Conversation, MessageKind } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ConflictNotice } from "./ConflictNotice";
import { kindOfDraft, useDraft } from "./drafts";
import { useOutbox, usePending } from "./OutboxContext";
import { isSendKey, sendLabel } from "./sending";
import styles from "./composer.module.css";

export interface ComposerHandle {
  write: (kind: MessageKind) => void;
}

interface ComposerProps {
  conversation: Conversation;
  me: string;
  assistant: string;
  onTyping: (typing: boolean) => void;
  handle?: Ref<ComposerHandle>;
}

export function Composer({ conversation, me, assistant, onTyping, handle }: ComposerProps) {
  const [kind, setKind] = useState<MessageKind>(() => kindOfDraft(me, conversation.id) ?? "reply");
  const [text, setText] = useDraft({ rep: me, conversation: conversation.id, kind });
  const area = useRef<HTMLTextAreaElement>(null);
  /** When a composition ended, until a key is let go. */
  const composed = useRef<number | null>(null);
  const outbox = useOutbox();
  const { conflict } = usePending(conversation.id);
  const ready = text.trim() !== "";

  const write = (next: MessageKind) => {
    setKind(next);
    requestAnimationFrame(() => area.current?.focus());
  };
  useImperativeHandle(handle, () => ({ write }), []);

  const send = (confirm = false) => {
    if (!ready) return;
    outbox.send(conversation.id, { text: text.trim(), kind, ...(confirm ? { confirm } : {}) });
    setText("");
    onTyping(false);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Escape") area.current?.blur();
    const { key, shiftKey, altKey, timeStamp, nativeEvent } = event;
    const sinceComposed = composed.current === null ? null : timeStamp - composed.current;
    const { isComposing } = nativeEvent;
    if (!isSendKey({ key, shiftKey, altKey, isComposing, sinceComposed })) return;
    event.preventDefault();
    if (!conflict || kind === "note") send();
  };

  return (
    <section className={styles["composer"]} data-kind={kind} aria-label="Write">
      {conflict && kind === "reply" && (
        <ConflictNotice
          conflict={conflict}
          ready={ready}
          onSend={() => send(true)}
          onDismiss={() => outbox.dismissConflict(conversation.id)}
        />
      )}
      <div className={styles["head"]}>
        <div className={styles["tabs"]} role="tablist" aria-label="Kind of message">
          <Tab kind="reply" current={kind} onSelect={write} />
          <Tab kind="note" current={kind} onSelect={write} />
        </div>
        <span className={styles["hint"]}>{hint(conversation, kind, me, assistant)}</span>
      </div>
      <div
        id="composer-panel"
        role="tabpanel"
        aria-labelledby={`tab-${kind}`}
        className={styles["panel"]}
      >
        <textarea
          ref={area}
          data-testid="composer"
          className={styles["area"]}
          aria-label={
            kind === "note" ? "Note for your team" : `Reply to ${conversation.visitor.name}`
          }
          placeholder={kind === "note" ? "Only your team sees this" : "Write a reply"}
          rows={2}
          dir="auto"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            // The visitor sees that the rep types; of a note they must not learn even that.
            if (kind === "reply") onTyping(true);
          }}
          onKeyDown={onKeyDown}
          onCompositionEnd={({ timeStamp }) => (composed.current = timeStamp)}
          onKeyUp={() => (composed.current = null)}
        />
        <div className={styles["foot"]}>
          <span className={styles["keys"]}>Enter sends · Shift+Enter new line</span>
          <Button
            testId="send"
            tone={kind === "note" ? "note" : "primary"}
            disabled={!ready || (conflict !== undefined && kind === "reply")}
            onClick={() => send()}
          >
            <Icon name={kind === "note" ? "note" : "send"} />
            {sendLabel(conversation, kind)}
          </Button>
        </div>
      </div>
    </section>
  );
}

function Tab({
  kind,
  current,
  onSelect,
}: {
  kind: MessageKind;
  current: MessageKind;
  onSelect: (kind: MessageKind) => void;
}) {
  const selected = kind === current;
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${kind}`}
      data-testid={`${kind}-tab`}
      className={styles["tab"]}
      aria-selected={selected}
      aria-controls="composer-panel"
      tabIndex={selected ? 0 : -1}
      onClick={() => onSelect(kind)}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft" || event.key === "ArrowRight")
          onSelect(kind === "reply" ? "note" : "reply");
      }}
    >
      {kind === "reply" ? "Reply" : "Note"}
    </button>
  );
}

function hint(
  conversation: Conversation,
  kind: MessageKind,
  me: string,
  assistant: string,
): string {
  if (kind === "note") return "Notes never reach the visitor";
  if (conversation.mode === "ai") return `${assistant} answers until you do`;
  if (conversation.mode === "waiting") return "Nobody has taken this yet";
  if (conversation.owner && conversation.owner.id !== me)
    return `${conversation.owner.name} has this`;
  return "";
}
