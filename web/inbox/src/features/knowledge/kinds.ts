import type { Source, SourceKind } from "../../api/knowledge-types";
import type { IconName } from "../../ui/Icon";

interface Kind {
  name: string;
  icon: IconName;
  /** What the thing that is read is called. */
  documents: string;
}

const KINDS: Record<SourceKind, Kind> = {
  files: { name: "Files", icon: "file", documents: "files" },
  zip: { name: "ZIP archive", icon: "zip", documents: "files" },
  folder: { name: "Folder", icon: "folder", documents: "files" },
  url: { name: "Web page", icon: "link", documents: "pages" },
  sitemap: { name: "Sitemap", icon: "sitemap", documents: "pages" },
  crawl: { name: "Website", icon: "crawl", documents: "pages" },
  text: { name: "Text", icon: "text", documents: "texts" },
  answers: { name: "Answers by the team", icon: "person", documents: "answers" },
};

export function kindOf(kind: SourceKind): Kind {
  return (KINDS as Partial<typeof KINDS>)[kind] ?? { name: kind, icon: "file", documents: "files" };
}

/** Sources on the web change without us; files and texts only when somebody gives new ones. */
export function isRefreshed({ kind }: Pick<Source, "kind">): boolean {
  return kind === "url" || kind === "sitemap" || kind === "crawl" || kind === "folder";
}

export function isUpload({ kind }: Pick<Source, "kind">): boolean {
  return kind === "files" || kind === "zip";
}

type Named = Pick<Source, "name" | "location" | "kind">;

/** What the team called it; else the end of its path, or its address as people say it. */
export function nameOf({ name, location, kind }: Named): string {
  if (name && name !== location) return name;
  if (kind === "folder") return location.split("/").filter(Boolean).at(-1) ?? location;
  return location.replace(/^https?:\/\//, "").replace(/\/$/, "") || kindOf(kind).name;
}

/** Where it comes from, when its name does not say so already. */
export function placeOf({ name, location, kind }: Named): string {
  return kind === "folder" || (name && name !== location && kind !== "text") ? location : "";
}

const HOUR = 3600;
export const INTERVALS: readonly (readonly [seconds: number | null, name: string])[] = [
  [null, "Only by hand"],
  [HOUR, "Every hour"],
  [6 * HOUR, "Every 6 hours"],
  [24 * HOUR, "Every day"],
  [7 * 24 * HOUR, "Every week"],
];

export function intervalText(seconds: number | null): string {
  const known = INTERVALS.find(([value]) => value === seconds);
  if (known) return known[1];
  const hours = Math.round((seconds ?? 0) / HOUR);
  return hours >= 1 ? `Every ${hours} h` : `Every ${Math.round((seconds ?? 0) / 60)} min`;
}
