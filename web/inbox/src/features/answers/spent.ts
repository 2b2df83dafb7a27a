import type { Spend } from "../../api/knowledge-types";

/** Days are counted in UTC, as the budget is. */
export function spentToday({ items }: Spend, now: Date): number {
  const today = now.toISOString().slice(0, 10);
  return items.filter(({ day }) => day === today).reduce((sum, { cost }) => sum + cost, 0);
}

/** `0.00`, `1.25`; fractions of a cent keep two digits that say something: `0.0034`. */
export function amount(value: number): string {
  if (value === 0 || value >= 0.01) return value.toFixed(2);
  return value.toPrecision(2);
}
