import type { ThresholdMeaning } from "../../api/knowledge-types";
import { along } from "../../ui/along";
import { percent } from "../decision/verdict-text";
import { count } from "../knowledge/words";
import styles from "./answers.module.css";

interface HistogramProps {
  bins: ThresholdMeaning["histogram"];
  value: number;
  saved: number;
}

const HEIGHT = 120;
const GAP = 0.003;

/** How many past questions had which probability; what stands left of the threshold goes to people. */
export function Histogram({ bins, value, saved }: HistogramProps) {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  return (
    <svg className={styles["histogram"]} role="img" aria-label="Past questions by probability">
      <rect className={styles["side"]} width={along(value)} height={HEIGHT} />
      {bins.map((bin) => {
        const height = bin.count === 0 ? 0 : Math.max(2, (bin.count / most) * (HEIGHT - 12));
        return (
          <g key={bin.from} data-testid="bin">
            <title>
              {`${percent(bin.from)} to ${percent(bin.to)}: ${count(bin.count, "question")}`}
            </title>
            <rect
              className={styles["hit"]}
              x={along(bin.from)}
              width={along(bin.to - bin.from)}
              height={HEIGHT}
            />
            <rect
              className={styles["bin"]}
              data-answered={bin.from >= value - 1e-9}
              x={along(bin.from + GAP)}
              y={HEIGHT - height}
              width={along(bin.to - bin.from - 2 * GAP)}
              height={height}
              rx="1.5"
            />
          </g>
        );
      })}
      {saved !== value && (
        <line
          className={styles["savedLine"]}
          x1={along(saved)}
          x2={along(saved)}
          y1="0"
          y2={HEIGHT}
        />
      )}
      <line className={styles["line"]} x1={along(value)} x2={along(value)} y1="0" y2={HEIGHT} />
    </svg>
  );
}
