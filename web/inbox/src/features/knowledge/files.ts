/** The formats that are read; the server decides, this only helps to choose. */
export const ACCEPTED = ".md,.mdx,.markdown,.html,.htm,.xhtml,.txt,.pdf,.docx,.csv,.tsv,.zip";

/** The chosen files with more; one of the same name replaces the one before. */
export function addFiles(known: readonly File[], more: readonly File[]): File[] {
  const names = new Set(more.map(({ name }) => name));
  return [...known.filter(({ name }) => !names.has(name)), ...more];
}

/** Why a file would only be listed as failed; the server has the last word on what it can read. */
export function problemOf({ name, size, type }: File): string | null {
  const suffix = /\.[^.]+$/.exec(name)?.[0].toLowerCase();
  const known = suffix !== undefined && ACCEPTED.split(",").includes(suffix);
  if (!known && !type.startsWith("text/")) return "Not a format that is read";
  return size === 0 ? "Empty" : null;
}

/** `840 B`, `12 kB`, `3.4 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
