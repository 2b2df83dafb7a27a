import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useChat, useFrame } from "./context";
import { Icon } from "./icons";

const MAX_CHARS = 8_000;
const COUNT_FROM = 7_500;

export function Composer(): JSX.Element {
  const chat = useChat();
  const { chat: thread, view, open, currentId, focus } = useFrame();
  const [text, setText] = useState(() => chat.unsent());
  const field = useRef<HTMLTextAreaElement>(null);
  const mode = view === "thread" ? thread.conversation?.mode : undefined;
  useLayoutEffect(() => fit(field.current), [text]);
  useEffect(() => {
    if (open && !hasTouchKeyboard()) field.current?.focus();
  }, [open, view, currentId, focus]);
  const change = (value: string) => {
    setText(value);
    chat.typing(value);
  };
  const send = () => {
    if (!text.trim()) return;
    chat.send(text);
    change("");
    field.current?.focus();
  };
  return (
    <footer class="composer">
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={field}
          data-testid="composer"
          rows={1}
          dir="auto"
          maxLength={MAX_CHARS}
          value={text}
          aria-label="Your message"
          placeholder={
            mode === "human" || mode === "waiting" ? "Write a message…" : "Ask a question…"
          }
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return;
            event.preventDefault();
            send();
          }}
        />
        <button
          type="submit"
          class="send"
          data-testid="send"
          aria-label="Send"
          disabled={!text.trim()}
        >
          <Icon name="send" size={18} />
        </button>
      </form>
      <div class="below">
        {mode !== "human" && mode !== "waiting" && (
          <button
            type="button"
            class="person"
            data-testid="handoff-button"
            onClick={() => void chat.askForPerson()}
          >
            <Icon name="person" size={15} /> Talk to a person
          </button>
        )}
        {text.length >= COUNT_FROM && (
          <span class="count" role="status">
            {MAX_CHARS - text.length} characters left
          </span>
        )}
      </div>
    </footer>
  );
}

/** Enter sends, Shift+Enter breaks the line; while an input method composes, Enter belongs to it. */
function isSendKey(event: KeyboardEvent): boolean {
  const composing = event.isComposing || event.key === "Process";
  return event.key === "Enter" && !event.shiftKey && !composing;
}

/** There, focus would cover half of the chat before anything was read. */
function hasTouchKeyboard(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}

function fit(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
