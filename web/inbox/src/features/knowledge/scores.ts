/**
 * How long the bars of one kind of score are, 0..1. Scores that stay within 0..1 are drawn as they are;
 * others have no top of their own, so the best of the list is.
 */
export function barShares(values: readonly (number | null | undefined)[]): number[] {
  const known = values.filter((value) => typeof value === "number");
  const most = Math.max(...known, 0);
  const least = Math.min(...known, 0);
  const range = least < 0 || most > 1 ? most - least : 1;
  return values.map((value) =>
    typeof value !== "number" || range === 0 ? 0 : (value - least) / range,
  );
}
