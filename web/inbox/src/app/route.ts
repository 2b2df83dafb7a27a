import { useSyncExternalStore } from "react";
import { VIEWS, type ListFilter, type View } from "../api/order";

/** Where the rep is, kept in the address so that a reload, a link and the back button work. */
export interface Route extends ListFilter {
  conversation: string | null;
  pane: "main" | "details";
}

export function parseRoute(search: string): Route {
  const parameters = new URLSearchParams(search);
  const view = parameters.get("view");
  return {
    view: VIEWS.includes(view as View) ? (view as View) : "waiting",
    tag: parameters.get("tag") ?? "",
    assistant: parameters.get("assistant") ?? "",
    q: parameters.get("q") ?? "",
    conversation: parameters.get("c"),
    pane: parameters.get("pane") === "details" ? "details" : "main",
  };
}

export function formatRoute(route: Route): string {
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

/** Change part of the address; a new conversation or pane is a step that Back undoes. */
export function go(change: Partial<Route>): void {
  const before = current();
  const after = { ...before, ...change };
  const target = location.pathname + formatRoute(after);
  const step =
    after.conversation !== before.conversation ||
    after.pane !== before.pane ||
    after.view !== before.view;
  if (step) history.pushState(null, "", target);
  else history.replaceState(null, "", target);
  window.dispatchEvent(new Event(CHANGED));
}
