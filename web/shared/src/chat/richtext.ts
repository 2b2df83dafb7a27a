/**
 * The server's HTML of a message as plain data. Only what is listed here becomes an element, and only
 * with the attributes listed here; each app builds its own elements from it and never sets innerHTML.
 */
export interface RichElement {
  tag: string;
  href?: string;
  start?: number;
  children: RichNode[];
}

/** `[2]` in a text stands for the second source. */
export interface RichCitation {
  cite: number;
}

export type RichNode = string | RichElement | RichCitation;

const TAGS = new Set(
  "p br strong em code pre ul ol li blockquote a h3 h4 del hr table thead tbody tr th td".split(
    " ",
  ),
);
const DROPPED = new Set("script style template iframe object embed svg math form".split(" "));

/** `sources`: the numbers of the message's citations; other bracketed numbers stay text. */
export function parseRich(html: string, sources: readonly number[] = []): RichNode[] {
  const document = new DOMParser().parseFromString(trusted(html), "text/html");
  return [...document.body.childNodes].flatMap((node) => convert(node, sources));
}

function convert(node: Node, sources: readonly number[]): RichNode[] {
  if (node.nodeType === Node.TEXT_NODE) return withCitations(node.textContent ?? "", sources);
  if (!(node instanceof Element)) return [];
  const tag = node.tagName.toLowerCase();
  if (DROPPED.has(tag)) return [];
  const inner = tag === "code" || tag === "pre" ? [] : sources;
  const children = [...node.childNodes].flatMap((child) => convert(child, inner));
  return TAGS.has(tag) ? element(tag, node, children) : children;
}

function element(tag: string, node: Element, children: RichNode[]): RichNode[] {
  if (tag === "a") {
    const href = safeUrl(node.getAttribute("href") ?? "");
    return href ? [{ tag, href, children }] : children;
  }
  const start = tag === "ol" ? Number(node.getAttribute("start")) : 0;
  return [start > 1 ? { tag, start, children } : { tag, children }];
}

function withCitations(text: string, sources: readonly number[]): RichNode[] {
  if (sources.length === 0) return [text];
  return text
    .split(/(\[\d{1,2}\])/)
    .filter((part) => part !== "")
    .map((part) => {
      const cite = Number(/^\[(\d+)\]$/.exec(part)?.[1]);
      return sources.includes(cite) ? { cite } : part;
    });
}

/** The address if a person may be led there: web pages and mail, on our own origin also by path. */
export function safeUrl(address: string, base = globalThis.location.origin): string | null {
  try {
    const url = new URL(address.trim(), base);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

interface Policy {
  createHTML(html: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/** Where pages enforce Trusted Types, the parser above is the policy `baton`: it runs nothing. */
function trusted(html: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!factory) return html;
  policy ??= factory.createPolicy("baton", { createHTML: (text) => text });
  return policy.createHTML(html);
}
