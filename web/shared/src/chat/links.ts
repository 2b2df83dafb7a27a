/** Addresses that people type into a text as they are: `see https://example.com/help.` */
import { safeUrl, type RichNode } from "./richtext";

/** Where one may begin and how far it may reach; `withoutEnd` leaves out what ends the sentence. */
export const ADDRESS =
  /(?<![a-z0-9_/+.-])https?:\/\/[^\s<>"'\u2018-\u201f`\\^{}|\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]+/i;

const EVERY_ADDRESS = new RegExp(ADDRESS, "gi");
const CLOSING: Record<string, string> = { ")": "(", "]": "[" };
const AT_END = ".,;:!?*_~\u2026";
/** A name before the host only looks like one: `https://bank.example@elsewhere.example`. */
const NAMED = /^https?:\/\/[^/?#]*@/i;

/** A text without any markup, in which only its addresses become links. */
export function parsePlain(text: string): RichNode[] {
  const nodes: RichNode[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(EVERY_ADDRESS)) {
    const address = withoutEnd(found);
    if (index > done) nodes.push(text.slice(done, index));
    nodes.push(linked(address));
    done = index + address.length;
  }
  return done < text.length ? [...nodes, text.slice(done)] : nodes;
}

/** Leaves out what ends the sentence, and brackets that were opened before the address. */
export function withoutEnd(found: string): string {
  const count = (mark: string) => found.split(mark).length - 1;
  const surplus = new Map(
    Object.entries(CLOSING).map(([mark, opens]) => [mark, count(mark) - count(opens)]),
  );
  let end = found.length;
  for (; end > 0; end -= 1) {
    const last = found.charAt(end - 1);
    const over = surplus.get(last) ?? 0;
    if (over > 0) surplus.set(last, over - 1);
    else if (!AT_END.includes(last)) break;
  }
  return found.slice(0, end);
}

/** The link, or the address as text where it leads to no site. */
export function linked(address: string): RichNode {
  const href = NAMED.test(address) ? null : safeUrl(address);
  return href ? { tag: "a", href, children: [address] } : address;
}
