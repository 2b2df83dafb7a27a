import { newClientId } from "@baton/shared/client-id";
import { useEffect, useRef, useState, type KeyboardEvent, type SyntheticEvent } from "react";
import type { Assistant } from "../../api/assistants";
import { useTrial, type TrialMessage } from "../../api/trying";
import { Button, IconButton } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";
import { threadOf, type Earlier } from "./earlier";
import { Trial } from "./Trial";
import styles from "./try.module.css";

/** Ask as a visitor would; nothing of it is stored. */
export function TryPanel({ assistant }: { assistant: Assistant }) {
  const [question, setQuestion] = useState("");
  const [earlier, setEarlier] = useState<readonly Earlier[]>([]);
  const [asked, setAsked] = useState<readonly TrialMessage[]>([]);
  const trial = useTrial(assistant.id);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus(), []);

  const ask = (messages: readonly TrialMessage[]) => {
    setAsked(messages);
    trial.mutate(messages);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (question.trim() && !trial.isPending) ask(threadOf(earlier, question));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };
  return (
    <div className={styles["panel"]}>
      <form className={styles["form"]} onSubmit={submit} data-testid="try-form">
        <EarlierMessages earlier={earlier} onChange={setEarlier} name={assistant.name} />
        <Field label={earlier.length > 0 ? "The visitor's next message" : "A visitor's question"}>
          {(ties) => (
            <textarea
              {...ties}
              ref={box}
              rows={3}
              maxLength={4000}
              placeholder="How do I …?"
              data-testid="try-question"
              value={question}
              onChange={(event) => setQuestion(event.target.value)}
              onKeyDown={onKeyDown}
            />
          )}
        </Field>
        <div className={styles["buttons"]}>
          <Button
            tone="quiet"
            size="small"
            testId="try-earlier"
            onClick={() => setEarlier([...earlier, nextEarlier(earlier)])}
          >
            <Icon name="plus" size={13} />
            Message before it
          </Button>
          <Button
            type="submit"
            tone="primary"
            testId="try-ask"
            disabled={!question.trim() || trial.isPending}
          >
            {trial.isPending ? "Asking…" : "Ask"}
          </Button>
        </div>
        <p className={styles["note"]}>
          Nothing is stored and nobody is called. What you see is what {assistant.name} would do
          with what is published now.
        </p>
      </form>
      <div className={styles["result"]} aria-live="polite" data-testid="try-result">
        {trial.isPending ? (
          <Skeleton rows={4} kind="message" />
        ) : trial.isError ? (
          <ErrorState
            title="The question could not be tried"
            error={trial.error}
            onRetry={() => ask(asked)}
          />
        ) : trial.data ? (
          <Trial trial={trial.data} settings={assistant.settings} name={assistant.name} />
        ) : (
          <EmptyState icon="try" title="Try a question">
            See what is found for it, with its scores, and whether it would be answered or handed to
            a person.
          </EmptyState>
        )}
      </div>
    </div>
  );
}

function nextEarlier(earlier: readonly Earlier[]): Earlier {
  const author = earlier.at(-1)?.author === "visitor" ? "assistant" : "visitor";
  return { key: newClientId(), author, text: "" };
}

interface EarlierProps {
  earlier: readonly Earlier[];
  name: string;
  onChange: (earlier: readonly Earlier[]) => void;
}

/** What was said before the question: the search counts it, so that "and on the free plan?" works. */
function EarlierMessages({ earlier, name, onChange }: EarlierProps) {
  if (earlier.length === 0) return null;
  const change = (key: string, part: Partial<Earlier>) =>
    onChange(earlier.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <ol className={styles["earlier"]} aria-label="Messages before the question">
      {earlier.map(({ key, author, text }, index) => (
        <li key={key}>
          <select
            aria-label={`Author of message ${index + 1}`}
            value={author}
            onChange={(event) => change(key, { author: event.target.value as Earlier["author"] })}
          >
            <option value="visitor">Visitor</option>
            <option value="assistant">{name}</option>
            <option value="rep">Person</option>
          </select>
          <input
            aria-label={`Message ${index + 1}`}
            data-testid="try-earlier-text"
            value={text}
            onChange={(event) => change(key, { text: event.target.value })}
          />
          <IconButton
            label={`Leave out message ${index + 1}`}
            size="small"
            onClick={() => onChange(earlier.filter((one) => one.key !== key))}
          >
            <Icon name="close" size={12} />
          </IconButton>
        </li>
      ))}
    </ol>
  );
}
