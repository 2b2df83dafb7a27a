import type { AnswerFeedbackView } from "@baton/shared/api/index";
import { useState, type SyntheticEvent } from "react";
import { useGiveFeedback } from "../../api/feedback";
import { explain } from "../../api/http";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import styles from "./feedback.module.css";

type Feedback = AnswerFeedbackView | null | undefined;

interface FeedbackMarkProps {
  feedback: Feedback;
  onOpen: () => void;
}

/** What the visitor said of an answer; it opens why the answer was given. */
export function FeedbackMark({ feedback, onOpen }: FeedbackMarkProps) {
  const helpful = feedback?.visitor;
  if (typeof helpful !== "boolean") return null;
  return (
    <button
      type="button"
      className={styles["mark"]}
      data-helpful={helpful}
      data-testid="visitor-feedback"
      title={helpful ? "The visitor found it helpful" : "The visitor found it not helpful"}
      onClick={onOpen}
    >
      <Icon name={helpful ? "thumb-up" : "thumb-down"} size={13} />
      {helpful ? "Helpful" : "Not helpful"}
    </button>
  );
}

interface AnswerFeedbackProps {
  conversation: string;
  message: string;
  feedback: Feedback;
  me: string;
  mayAct: boolean;
}

/** The team's word on an answer: kept with its trace, and counted among the gaps when it was not helpful. */
export function AnswerFeedback(props: AnswerFeedbackProps) {
  const { conversation, message, feedback, me, mayAct } = props;
  const reps = feedback?.reps ?? [];
  const own = reps.find(({ rep }) => rep.id === me);
  const [note, setNote] = useState(own?.note ?? "");
  const give = useGiveFeedback(conversation);
  const say = (helpful: boolean) =>
    give.mutate({ message_id: message, helpful, note: note.trim() });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (own) say(own.helpful);
  };
  return (
    <div className={styles["feedback"]} data-testid="answer-feedback">
      {mayAct && (
        <form className={styles["form"]} onSubmit={submit}>
          <span className={styles["question"]}>Was this a good answer?</span>
          <Button
            size="small"
            testId="feedback-yes"
            pressed={own?.helpful === true}
            disabled={give.isPending}
            onClick={() => say(true)}
          >
            <Icon name="thumb-up" size={13} />
            Helpful
          </Button>
          <Button
            size="small"
            testId="feedback-no"
            pressed={own?.helpful === false}
            disabled={give.isPending}
            onClick={() => say(false)}
          >
            <Icon name="thumb-down" size={13} />
            Not helpful
          </Button>
          <input
            className={styles["note"]}
            aria-label="Note on this answer"
            placeholder="Note for the team"
            data-testid="feedback-note"
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          {own && note.trim() !== own.note && (
            <Button size="small" type="submit" disabled={give.isPending}>
              Save note
            </Button>
          )}
        </form>
      )}
      {give.isError && (
        <p className={styles["error"]} role="alert">
          {explain(give.error)}
        </p>
      )}
      {reps
        .filter(({ rep }) => rep.id !== me)
        .map(({ rep, helpful, note: said }) => (
          <p key={rep.id} className={styles["said"]} data-helpful={helpful}>
            <Icon name={helpful ? "thumb-up" : "thumb-down"} size={12} />
            <span>
              {rep.name}: {helpful ? "helpful" : "not helpful"}
              {said && `, “${said}”`}
            </span>
          </p>
        ))}
    </div>
  );
}
