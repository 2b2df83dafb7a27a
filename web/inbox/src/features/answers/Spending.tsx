import { useSpend } from "../../api/spend";
import { Bar } from "../../ui/Bar";
import { Skeleton } from "../../ui/States";
import { count } from "../knowledge/words";
import styles from "./answers.module.css";
import { amount, spentToday } from "./spent";

interface SpendingProps {
  assistant: string;
  /** The budget that is in force; null: none. */
  budget: number | null;
}

/** What was spent today and in the last thirty days. */
export function Spending({ assistant, budget }: SpendingProps) {
  const { data, isPending } = useSpend(assistant);
  if (isPending) return <Skeleton rows={2} kind="line" />;
  if (!data) return <p className={styles["unknown"]}>What was spent is not known now.</p>;
  const today = spentToday(data, new Date());
  const turns = data.items.reduce((sum, day) => sum + day.turns, 0);
  const estimated = data.items.reduce((sum, day) => sum + day.estimated_turns, 0);
  return (
    <div className={styles["spending"]} data-testid="spending">
      <span className={styles["spendingTitle"]}>Spent so far</span>
      <dl>
        <div>
          <dt>Today (UTC)</dt>
          <dd>{budget === null ? amount(today) : `${amount(today)} of ${amount(budget)}`}</dd>
        </div>
        <div>
          <dt>Last 30 days, {count(turns, "turn")}</dt>
          <dd>{amount(data.cost)}</dd>
        </div>
      </dl>
      {budget !== null && budget > 0 && <Bar share={today / budget} label="Budget spent today" />}
      {estimated > 0 && (
        <span className={styles["estimated"]}>
          {count(estimated, "turn")} without figures from the provider: estimated.
        </span>
      )}
    </div>
  );
}
