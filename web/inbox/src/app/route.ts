import { useSyncExternalStore } from "react";
import { VIEWS, type ListFilter, type View } from "../api/order";

export type PageName = "inbox" | "knowledge" | "gaps" | "answers";
export const PAGES: readonly PageName[] = ["inbox", "knowledge", "gaps", "answers"];

/** Where the rep is, kept in the address so that a reload, a link and the back button work. */
export interface Route extends ListFilter {
  page: PageName;
  conversation: string | null;
  pane: "main" | "details";
  /** The part of a page beside the inbox, what is open in it, and what is open in that. */
  tab: string;
  item: string | null;
  part: string | null;
}

export function parseRoute(search: string): Route {
  const parameters = new URLSearchParams(search);
  const view = parameters.get("view");
  const page = parameters.get("page");
  return {
    page: PAGES.includes(page as PageName) ? (page as PageName) : "inbox",
    view: VIEWS.includes(view as View) ? (view as View) : "waiting",
    tag: parameters.get("tag") ?? "",
    assistant: parameters.get("assistant") ?? "",
    q: parameters.get("q") ?? "",
    conversation: parameters.get("c"),
    pane: parameters.get("pane") === "details" ? "details" : "main",
    tab: parameters.get("tab") ?? "",
    item: parameters.get("item"),
    part: parameters.get("part"),
  };
}

export function formatRoute(route: Route): string {
  return route.page === "inbox" ? formatInbox(route) : formatPage(route);
}

function formatPage(route: Route): string {
  const parameters = new URLSearchParams();
  for (const name of ["page", "assistant", "tab", "item", "part"] as const)
    if (route[name]) parameters.set(name, route[name]);
  return `?${parameters.toString()}`;
}

function formatInbox(route: Route): string {
  const parameters = new URLSearchParams({ view: route.view });
  if (route.conversation) parameters.set("c", route.conversation);
  if (route.pane === "details") parameters.set("pane", "details");
  for (const name of ["tag", "assistant", "q"] as const)
    if (route[name]) parameters.set(name, route[name]);
  return `?${parameters.toString()}`;
}

const CHANGED = "baton:route";
let cached = { search: "", route: parseRoute("") };

function current(): Route {
  if (location.search !== cached.search)
    cached = { search: location.search, route: parseRoute(location.search) };
  return cached.route;
}

function subscribe(notify: () => void): () => void {
  window.addEventListener("popstate", notify);
  window.addEventListener(CHANGED, notify);
  return () => {
    window.removeEventListener("popstate", notify);
    window.removeEventListener(CHANGED, notify);
  };
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, current);
}

const STEPS = ["page", "conversation", "pane", "view", "tab", "item", "part"] as const;

/** Kept with a step of the history, over a reload too: which address of ours lies beneath it. */
interface Step {
  beneath: string;
}

function beneath(): string | undefined {
  return (history.state as Step | null)?.beneath;
}

/**
 * Change part of the address; another page, item or pane is a step that Back undoes. Closing what was
 * opened from here is that step back, so that Back does not open it again.
 */
export function go(change: Partial<Route>): void {
  const before = current();
  const after = { ...before, ...change };
  const target = formatRoute(after);
  const parent = under(before);
  if (parent && formatRoute(parent) === target && beneath() === target) {
    stepBack();
    return;
  }
  if (STEPS.some((name) => after[name] !== before[name])) push(target, formatRoute(before));
  else history.replaceState(history.state, "", location.pathname + target);
  window.dispatchEvent(new Event(CHANGED));
}

function push(target: string, below: string): void {
  history.pushState({ beneath: below } satisfies Step, "", location.pathname + target);
}

let stepping = false;

/** Going back takes a moment, in which a second click must not leave the page. */
function stepBack(): void {
  if (stepping) return;
  stepping = true;
  window.addEventListener("popstate", () => (stepping = false), { once: true });
  history.back();
}

/** Where closing what is open leads to; null when nothing is. */
function under(route: Route): Route | null {
  if (route.page !== "inbox") {
    if (route.part) return { ...route, part: null };
    return route.item ? { ...route, item: null } : null;
  }
  if (!route.conversation) return null;
  if (route.pane === "details") return { ...route, pane: "main" };
  return { ...route, conversation: null };
}

/** Where a list is covered by what is opened from it. */
const COVERED = "(max-width: 759px)";

/** Lay the list beneath what a link opens over it, so that Back leads there and not out of the page. */
export function layHistory(): void {
  if (history.state || !window.matchMedia(COVERED).matches) return;
  let top: Route | null = current();
  const addresses: string[] = [];
  for (; top; top = under(top)) addresses.unshift(formatRoute(top));
  const [list = "", ...above] = addresses;
  if (above.length === 0) return;
  history.replaceState(null, "", location.pathname + list);
  above.forEach((address, index) => push(address, addresses[index] ?? list));
}

/** To another page, with nothing open in it; the inbox is shown without a filter of the page before. */
export function goToPage(page: PageName, more: Partial<Route> = {}): void {
  const nothing = { tab: "", item: null, part: null };
  go({ page, ...nothing, ...(page === "inbox" ? { assistant: "" } : {}), ...more });
}
