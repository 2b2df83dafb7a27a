import { duration } from "@baton/shared/time";
import type { Source, SourceProgress } from "../../api/knowledge-types";
import { kindOf } from "./kinds";

const whole = new Intl.NumberFormat("en");

export function count(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}

export function figure(value: number): string {
  return whole.format(value);
}

/** The source as this assistant has it: one that just got it knows nothing of it yet. */
export function heldBy(source: Source, assistant: string): Source {
  const held = source.holdings.find(({ assistant_id }) => assistant_id === assistant);
  return held ? { ...source, documents: held.documents, chunks: held.chunks } : source;
}

/** What a running ingestion is doing: `Reading 12 of 40 files · 210 passages`. */
export function progressText(source: Source): string {
  const { progress, kind } = source;
  if (source.state === "queued" || !progress) return "Waiting to start";
  const { phase, done, total, chunks } = progress;
  const things = kindOf(kind).documents;
  const amount = total === null ? figure(done) : `${figure(done)} of ${figure(total)}`;
  const found = chunks > 0 ? ` · ${count(chunks, "passage")}` : "";
  if (phase === "publishing") return `Publishing${found}`;
  return `${phase === "fetching" ? "Fetching" : "Reading"} ${amount} ${things}${found}`;
}

/** 0..1, or null while the total is unknown. */
export function progressShare(progress: SourceProgress): number | null {
  if (progress.phase === "publishing") return 1;
  return progress.total ? progress.done / progress.total : null;
}

/** `in 3 h`, `now`; for what is yet to come. */
export function untilText(iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  return seconds < 30 ? "now" : `in ${duration(seconds)}`;
}

/** `3 h ago`, `just now`. */
export function sinceText(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  return seconds < 60 ? "just now" : `${duration(seconds)} ago`;
}

const REASONS: Record<string, string> = {
  address_invalid: "The address is not one that can be opened.",
  address_private: "The address leads into a private network, which is never opened.",
  address_unknown: "There is no such website.",
  redirected_too_often: "The page leads on and on to other addresses.",
  redirected_away: "The page leads to another website.",
  page_missing: "The page does not exist any more.",
  page_forbidden: "The website does not let us read the page.",
  site_failed: "The website answered with an error.",
  site_too_slow: "The website did not answer in time.",
  robots_forbidden: "The website's robots.txt forbids reading the page.",
  limit_reached: "The limit of pages was reached before this one.",
  file_missing: "The file is gone.",
  file_too_large: "The file is too large.",
  file_expands: "The file grows too large when it is unpacked.",
  file_kind_unknown: "Files of this kind cannot be read.",
  file_kind_mismatch: "The file is not what its name says.",
  file_encrypted: "The file is protected by a password.",
  file_broken: "The file is damaged.",
  file_empty: "There is no text in it.",
  file_too_slow: "Reading it took too long.",
  file_too_complex: "The file is too complex to be read.",
  archive_unsafe: "The archive holds paths that lead out of it.",
};

/** Of a source that was read and gave nothing. */
export function nothingRead(failed: number): string {
  return failed === 1
    ? "Nothing was read: its document failed."
    : `Nothing was read: all ${failed} documents failed.`;
}

/** Why something could not be read; codes become sentences, sentences stay. */
export function failureText(reason: string | null): string {
  if (!reason) return "It could not be read.";
  return REASONS[reason] ?? reason;
}
