import { useEffect, useState, type CSSProperties } from "react";
import { explain } from "../../api/http";
import { useThreshold } from "../../api/threshold";
import { percent } from "../decision/verdict-text";
import { Skeleton } from "../../ui/States";
import styles from "./answers.module.css";
import { Histogram } from "./Histogram";
import { meaningText, refusedText, sinceDay } from "./meaning";

const ASK_AFTER_MS = 150;
const STEP = 0.01;

interface ThresholdProps {
  assistant: string;
  value: number;
  saved: number;
  onChange: (value: number) => void;
}

/** The slider stands under the assistant's own past questions, so that it is seen what it parts. */
export function Threshold({ assistant, value, saved, onChange }: ThresholdProps) {
  const settled = useSettled(value);
  const { data, error, isPending, isPlaceholderData } = useThreshold(assistant, settled);
  const late = isPlaceholderData || settled !== value;
  return (
    <div className={styles["threshold"]}>
      <div className={styles["meaning"]} data-late={late} data-testid="meaning" aria-live="polite">
        {data ? (
          <>
            <strong>{meaningText(data)}</strong>
            {refusedText(data) && <span>{refusedText(data)}</span>}
            {data.since && <span>Its own questions since {sinceDay(data.since)}</span>}
          </>
        ) : isPending ? (
          <Skeleton rows={1} kind="line" />
        ) : (
          <span role="alert">What it would mean is not known now. {explain(error)}</span>
        )}
      </div>
      <Histogram bins={data?.histogram ?? []} value={value} saved={saved} />
      <input
        type="range"
        className={styles["slider"]}
        style={{ "--at": `${value * 100}%` } as CSSProperties}
        min={0}
        max={1}
        step={STEP}
        value={value}
        data-testid="threshold"
        aria-label="Threshold"
        aria-valuetext={percent(value)}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <div className={styles["ends"]}>
        <span>Answers nearly everything</span>
        <output className={styles["value"]}>{percent(value)}</output>
        <span>Answers only when certain</span>
      </div>
    </div>
  );
}

/** The value once it has not moved for a moment. */
function useSettled(value: number): number {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
