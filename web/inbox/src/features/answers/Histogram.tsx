import type { ThresholdMeaning } from "../../api/knowledge-types";
import { percent } from "../knowledge/verdict-text";
import { count } from "../knowledge/words";
import styles from "./answers.module.css";

interface HistogramProps {
  bins: ThresholdMeaning["histogram"];
  value: number;
  saved: number;
}

const HEIGHT = 120;

/** How many past questions had which probability; what stands left of the threshold goes to people. */
export function Histogram({ bins, value, saved }: HistogramProps) {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  return (
    <svg className={styles["histogram"]} role="img" aria-label="Past questions by probability">
      <rect className={styles["side"]} width={percent(value)} height={HEIGHT} />
      {bins.map((bin) => {
        const height = bin.count === 0 ? 0 : Math.max(2, (bin.count / most) * (HEIGHT - 12));
        return (
          <g key={bin.from} data-testid="bin">
            <title>
              {`${percent(bin.from)} to ${percent(bin.to)}: ${count(bin.count, "question")}`}
            </title>
            <rect
              className={styles["hit"]}
              x={`${bin.from * 100}%`}
              width={`${(bin.to - bin.from) * 100}%`}
              height={HEIGHT}
            />
            <rect
              className={styles["bin"]}
              data-answered={bin.from >= value - 1e-9}
              x={`${bin.from * 100 + 0.3}%`}
              y={HEIGHT - height}
              width={`${(bin.to - bin.from) * 100 - 0.6}%`}
              height={height}
              rx="1.5"
            />
          </g>
        );
      })}
      {saved !== value && (
        <line
          className={styles["savedLine"]}
          x1={percent(saved)}
          x2={percent(saved)}
          y1="0"
          y2={HEIGHT}
        />
      )}
      <line className={styles["line"]} x1={percent(value)} x2={percent(value)} y1="0" y2={HEIGHT} />
    </svg>
  );
}
