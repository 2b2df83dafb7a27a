import { safeUrl } from "@baton/shared/chat/richtext";
import type { Visitor } from "../../api/types";
import { humanise } from "../thread/reasons";

/** The profile as the site gave it: flat values and one level of `attributes`; the rest as JSON. */
export function profileRows(visitor: Visitor): [string, string][] {
  const { attributes, ...profile } = visitor.profile ?? {};
  const more =
    typeof attributes === "object" && attributes !== null
      ? (attributes as Record<string, unknown>)
      : {};
  return Object.entries({ ...profile, ...more })
    .filter(([name, value]) => !isShownElsewhere(name) && value !== null && value !== "")
    .map(([name, value]) => [humanise(name), text(value)]);
}

export function pageOf(visitor: Visitor): { title: string; url: string | null } | null {
  const { url, title } = visitor.page ?? {};
  const address = typeof url === "string" && url ? safeUrl(url) : null;
  const name = typeof title === "string" ? title : "";
  return address || name ? { title: name || (address ?? ""), url: address } : null;
}

function isShownElsewhere(name: string): boolean {
  return name === "name" || name === "email";
}

function text(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" || typeof value === "number"
    ? String(value)
    : JSON.stringify(value);
}
