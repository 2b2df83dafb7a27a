/** What assistants know, and what the team teaches them, under the names that the pages use. */
import type * as api from "@baton/shared/api/index";

export type SourceKind = api.SourceKind;
export type Source = api.SourceOut;
export type SourceProgress = api.SourceProgress;
export type CrawlSettings = api.SourceSettings;
export type NewSource = api.SourceIn;
export type SourceText = api.SourceTextOut;
export type SourceChange = api.SourcePatch;
export type DocumentState = api.PageState;
/** `id` is null for a document that could not be read. */
export type SourceDocument = api.PageOut;
export type Chunk = api.ChunkOut;
export type DocumentDetail = api.DocumentDetailOut;

export type Gap = api.GapOut;
export type GapState = api.GapState;
export type GapDetail = api.GapDetailOut;
export type Draft = api.DraftOut;
export type Entry = api.EntryOut;
export type EntryState = api.EntryState;
export type Preview = api.PreviewOut;
export type ThresholdMeaning = api.ThresholdOut;
export type Spend = api.SpendOut;
