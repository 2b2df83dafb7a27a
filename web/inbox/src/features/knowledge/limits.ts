import type { CrawlSettings } from "../../api/knowledge-types";

/** What the server reads of a site when nothing is typed. */
export const DEFAULT_PAGES = 1_000;
export const DEFAULT_DEPTH = 6;

/** A crawl's limits as they are typed. */
export interface Limits {
  pages: string;
  depth: string;
  include: string;
  exclude: string;
}

export function limitsOf(settings: CrawlSettings): Limits {
  return {
    pages: settings.max_pages ? String(settings.max_pages) : "",
    depth: typeof settings.max_depth === "number" ? String(settings.max_depth) : "",
    include: (settings.include ?? []).join("\n"),
    exclude: (settings.exclude ?? []).join("\n"),
  };
}

/** What is left empty is left to the server. */
export function settingsOf({ pages, depth, include, exclude }: Limits): CrawlSettings {
  return {
    ...(pages.trim() && { max_pages: Number(pages) }),
    ...(depth.trim() && { max_depth: Number(depth) }),
    ...(lines(include).length > 0 && { include: lines(include) }),
    ...(lines(exclude).length > 0 && { exclude: lines(exclude) }),
  };
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** The address with its scheme; null for what cannot be a page on the web. */
export function addressOf(typed: string): string | null {
  const text = typed.trim();
  if (!text) return null;
  try {
    const url = new URL(/^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}`);
    return ["http:", "https:"].includes(url.protocol) && url.hostname ? url.href : null;
  } catch {
    return null;
  }
}
