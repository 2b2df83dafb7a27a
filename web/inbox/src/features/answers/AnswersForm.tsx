import { useState, type SyntheticEvent } from "react";
import { useChangeSettings, type Assistant } from "../../api/assistants";
import { explain } from "../../api/http";
import { Button } from "../../ui/Button";
import { Field, FormError } from "../../ui/Field";
import styles from "./answers.module.css";
import { changesOf, draftOf, LANGUAGES, problemOf, type AnswersDraft } from "./draft";
import { Spending } from "./Spending";
import { Threshold } from "./Threshold";

interface AnswersFormProps {
  assistant: Assistant;
  mayEdit: boolean;
}

export function AnswersForm({ assistant, mayEdit }: AnswersFormProps) {
  const saved = draftOf(assistant.settings);
  const [draft, setDraft] = useState(saved);
  const saving = useChangeSettings(assistant.id);
  const changes = changesOf(saved, draft);
  const changed = Object.keys(changes).length > 0;
  const problem = problemOf(draft);
  const set = (part: Partial<AnswersDraft>) => setDraft((known) => ({ ...known, ...part }));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (changed && !problem && !saving.isPending)
      saving.mutate(changes, { onSuccess: ({ settings }) => setDraft(draftOf(settings)) });
  };
  return (
    <form className={styles["form"]} onSubmit={submit} data-testid="answers-form">
      <div className={styles["scroll"]}>
        <fieldset className={styles["column"]} disabled={!mayEdit}>
          <legend className={styles["hidden"]}>Answers of {assistant.name}</legend>
          <section className={styles["section"]}>
            <h3>When it answers</h3>
            <p className={styles["about"]}>
              For each question the probability is estimated that the documents answer it. From the
              threshold on {assistant.name} answers; below it a person is called.
            </p>
            <Threshold
              assistant={assistant.id}
              value={draft.threshold}
              saved={saved.threshold}
              onChange={(threshold) => set({ threshold })}
            />
          </section>
          <section className={styles["section"]}>
            <h3>How it speaks</h3>
            <p className={styles["about"]}>
              Both need a language model. Without one, answers are quoted from the documents.
            </p>
            <div className={styles["pair"]}>
              <Field label="Tone" hint="In a few words, like “friendly and precise”.">
                {(ties) => (
                  <input
                    {...ties}
                    maxLength={200}
                    data-testid="tone"
                    value={draft.tone}
                    onChange={(event) => set({ tone: event.target.value })}
                  />
                )}
              </Field>
              <Field label="Language">
                {(ties) => (
                  <select
                    {...ties}
                    data-testid="language"
                    value={draft.language}
                    onChange={(event) => set({ language: event.target.value })}
                  >
                    {withCurrent(draft.language).map(([code, name]) => (
                      <option key={code} value={code}>
                        {name}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            </div>
          </section>
          <section className={styles["section"]}>
            <h3>What it may cost</h3>
            <p className={styles["about"]}>
              When a day’s budget is spent, questions go to people until the next day.
            </p>
            <div className={styles["pair"]}>
              <Field
                label="Budget a day"
                hint="In the currency of the prices that are set up. Empty: no limit."
                error={problem}
              >
                {(ties) => (
                  <input
                    {...ties}
                    inputMode="decimal"
                    placeholder="No limit"
                    data-testid="budget"
                    value={draft.budget}
                    onChange={(event) => set({ budget: event.target.value })}
                  />
                )}
              </Field>
              <Spending assistant={assistant.id} budget={assistant.settings.daily_budget ?? null} />
            </div>
          </section>
        </fieldset>
      </div>
      {mayEdit ? (
        <footer className={styles["footer"]} data-changed={changed}>
          <div className={styles["standing"]} role="status">
            {saving.isError ? (
              <FormError>{explain(saving.error)}</FormError>
            ) : changed ? (
              "Not saved yet"
            ) : saving.isSuccess ? (
              "Saved"
            ) : (
              "No changes"
            )}
          </div>
          <Button
            disabled={!changed || saving.isPending}
            testId="discard"
            onClick={() => setDraft(saved)}
          >
            Discard
          </Button>
          <Button
            type="submit"
            tone="primary"
            testId="save-answers"
            disabled={!changed || problem !== undefined || saving.isPending}
          >
            {saving.isPending ? "Saving…" : "Save"}
          </Button>
        </footer>
      ) : (
        <footer className={styles["footer"]}>
          <div className={styles["standing"]}>Admins change these settings.</div>
        </footer>
      )}
    </form>
  );
}

function withCurrent(code: string): readonly (readonly [string, string])[] {
  return LANGUAGES.some(([known]) => known === code) ? LANGUAGES : [...LANGUAGES, [code, code]];
}
