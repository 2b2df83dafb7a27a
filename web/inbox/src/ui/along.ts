/** A length in an SVG. */
export function along(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
