/** Names as small pictures. */

/** How Baton names a visitor who has not said theirs: by the end of their id. */
const UNKNOWN = /^Visitor ([0-9A-Z]{2})[0-9A-Z]{2}$/;

/** One or two letters for an avatar: first and last word, whole characters only. */
export function initials(name: string): string {
  const code = UNKNOWN.exec(name)?.[1];
  if (code) return code;
  const words = name.trim().split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return ends.map((word) => Array.from(word ?? "")[0]?.toUpperCase() ?? "").join("") || "?";
}
