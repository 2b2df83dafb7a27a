import { safeUrl } from "@baton/shared/chat/richtext";
import type { ReactNode } from "react";
import type { Trace, TracedChunk, Turn } from "../../api/types";
import { Signals } from "../decision/Signals";
import { Verdict } from "../decision/Verdict";
import { percent, type Decided } from "../decision/verdict-text";
import { useIntoView } from "../../ui/useIntoView";
import { useAssistant } from "./assistant";
import { decisionText, humanise, reasonText } from "./reasons";
import styles from "./why.module.css";

/** The decision trace of one AI turn: what it saw, what it measured, what it concluded. */
export function WhyPanel({ turn, children }: { turn: Turn; children?: ReactNode }) {
  const trace = turn.trace ?? {};
  const { signals = {}, chunks = [], timings = {}, usage = {}, citations = [] } = trace;
  const name = useAssistant()?.name;
  const decided = decidedOf(turn);
  const panel = useIntoView<HTMLElement>();
  return (
    <section
      ref={panel}
      className={styles["panel"]}
      aria-label="Why the AI did this"
      data-testid="why-panel"
    >
      {children}
      {decided && trace.threshold !== undefined && name !== undefined ? (
        <Verdict decided={decided} threshold={trace.threshold} name={name} />
      ) : (
        <Outcome turn={turn} />
      )}
      <Signals signals={signals} />
      <Facts turn={turn} trace={trace} />
      <Chunks chunks={chunks} cited={citations} />
      <Pairs
        title="Time by step"
        pairs={timings}
        show={(value) => `${Number(value).toFixed(1)} ms`}
      />
      <Pairs title="Tokens" pairs={usage} show={show} />
    </section>
  );
}

function decidedOf({ decision, reason, answerable }: Turn): Decided | null {
  return decision && typeof answerable === "number" ? { decision, reason, answerable } : null;
}

/** How a turn ended that was never weighed against a threshold, or whose threshold is not known. */
function Outcome({ turn }: { turn: Turn }) {
  const { decision, reason, answerable, state } = turn;
  return (
    <dl className={styles["facts"]}>
      <Fact name="Decision" value={decision ? decisionText(decision) : humanise(state)} />
      {reason && <Fact name="Reason" value={reasonText(reason)} />}
      {typeof answerable === "number" && <Answerable value={answerable} />}
    </dl>
  );
}

function Facts({ turn, trace }: { turn: Turn; trace: Trace }) {
  return (
    <dl className={styles["facts"]}>
      <Fact name="Model" value={trace.model ?? withoutModel(turn)} />
      {trace.prompt_revision && <Fact name="Prompt" value={trace.prompt_revision} />}
      {trace.action && <Fact name="Action" value={humanise(trace.action)} />}
      {trace.action_end && <Fact name="Action ended" value={humanise(trace.action_end)} />}
      <Fact name="Took" value={took(turn)} />
    </dl>
  );
}

function withoutModel({ decision }: Turn): string {
  return decision === "answer" ? "None: quoted from the documents" : "None";
}

function Answerable({ value }: { value: number }) {
  return (
    <div className={styles["fact"]}>
      <dt>Answerable</dt>
      <dd>
        <meter
          className={styles["meter"]}
          min={0}
          max={1}
          value={value}
          aria-label="Probability that the documents answer it"
        />
        {percent(value)}
      </dd>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className={styles["fact"]}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

type Value = number | string | boolean;

function Pairs({
  title,
  pairs,
  show: render,
}: {
  title: string;
  pairs: Record<string, Value>;
  show: (value: Value) => string;
}) {
  const entries = Object.entries(pairs);
  if (entries.length === 0) return null;
  return (
    <>
      <h4 className={styles["title"]}>{title}</h4>
      <table className={styles["pairs"]}>
        <tbody>
          {entries.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{humanise(name)}</th>
              <td>{render(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Chunks({ chunks, cited }: { chunks: readonly TracedChunk[]; cited: readonly number[] }) {
  if (chunks.length === 0) return null;
  return (
    <>
      <h4 className={styles["title"]}>Passages found</h4>
      <div className={styles["wide"]}>
        <table className={styles["chunks"]}>
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">Passage</th>
              <th scope="col">Score</th>
              <th scope="col">Cosine</th>
              <th scope="col">Words</th>
              <th scope="col">Cover</th>
              <th scope="col">Version</th>
            </tr>
          </thead>
          <tbody>
            {chunks.map((chunk, index) => {
              const n = chunk.n ?? index + 1;
              return (
                <tr key={chunk.chunk_id ?? index} data-cited={cited.includes(n)}>
                  <td>{n}</td>
                  <td className={styles["passage"]}>
                    <a
                      href={safeUrl(chunk.url ?? "") ?? undefined}
                      target="_blank"
                      rel="noopener noreferrer"
                    >
                      {chunk.title ?? chunk.document ?? "Passage"}
                    </a>
                    {chunk.section && <span>{chunk.section}</span>}
                  </td>
                  <td>{score(chunk.score)}</td>
                  <td>{score(chunk.cosine)}</td>
                  <td>{score(chunk.lexical)}</td>
                  <td>{score(chunk.coverage)}</td>
                  <td>{chunk.revision ?? "–"}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function took(turn: Turn): string {
  if (!turn.finished_at) return "Not finished";
  const milliseconds = Date.parse(turn.finished_at) - Date.parse(turn.started_at);
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function show(value: Value): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}

function score(value: number | undefined): string {
  return value === undefined ? "–" : value.toFixed(3);
}
