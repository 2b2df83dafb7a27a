/** What assistants know, as the contract describes it. */
export type SourceKind =
  "files" | "zip" | "folder" | "url" | "sitemap" | "crawl" | "text" | "answers";
export type SourceState = "idle" | "queued" | "running" | "failed";

export interface SourceProgress {
  phase: "fetching" | "reading" | "publishing";
  done: number;
  total: number | null;
  chunks: number;
}

export interface CrawlSettings {
  max_depth?: number | null;
  max_pages?: number | null;
  include?: string[];
  exclude?: string[];
}

export interface Source {
  id: string;
  assistant_id: string;
  assistant_ids: string[];
  kind: SourceKind;
  name: string;
  location: string;
  settings: CrawlSettings;
  refresh_s: number | null;
  state: SourceState;
  progress: SourceProgress | null;
  error: string | null;
  documents: number;
  chunks: number;
  failed: number;
  created_at: string;
  refreshed_at: string | null;
  next_refresh_at: string | null;
}

export interface NewSource {
  kind: "url" | "sitemap" | "crawl" | "text";
  assistant_ids: string[];
  name?: string;
  location?: string;
  text?: string;
  settings?: CrawlSettings;
  refresh_s?: number | null;
}

export interface SourceChange {
  name?: string;
  assistant_ids?: string[];
  settings?: CrawlSettings;
  refresh_s?: number | null;
  text?: string;
}

export type DocumentState = "published" | "failed";

/** `id` is null for a document that could not be read. */
export interface SourceDocument {
  id: string | null;
  path: string;
  url: string | null;
  title: string;
  state: DocumentState;
  reason: string | null;
  chunks: number;
  fetched_at: string | null;
}

export interface Chunk {
  id: string;
  ordinal: number;
  heading_path: string[];
  anchor: string;
  url: string;
  text: string;
  tokens: number;
}

export interface DocumentDetail {
  document: { id: string; title: string; url: string | null; path: string };
  chunks: Chunk[];
}
