/** Sources of an answer, as both apps show them. */

/** Text for one line of a list, and words still being written: no `[1]`, whole or begun. */
export function withoutMarks(text: string): string {
  return text.replace(/\s?\[\d{0,2}(\]|$)/g, "");
}
