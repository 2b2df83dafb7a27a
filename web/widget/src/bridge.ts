/** What the host page's loader and the chat frame tell each other; nothing else is listened to. */

/** From the loader to the frame. */
export type ToFrame =
  { type: "open" } | { type: "close" } | { type: "page"; url: string; title: string };

/** From the frame to the loader. */
export type ToHost =
  /** It listens now. */
  | { type: "ready" }
  | { type: "look"; accent: string; ink: string; side: "left" | "right" }
  | { type: "close" }
  | { type: "unread"; count: number }
  | { type: "resize"; wide: boolean }
  /** This browser has a conversation: load the frame early on the next page, for its unread badge. */
  | { type: "used" };

const MARK = "baton";

/** Only the named window of the named origin receives it. */
export function tell(to: Window | null, origin: string, message: ToFrame | ToHost): void {
  to?.postMessage({ [MARK]: message }, origin);
}

/** The message of exactly that window and origin, or null. */
export function heard(
  event: MessageEvent<unknown>,
  from: Window | null,
  origin: string,
): ToFrame | ToHost | null {
  if (event.origin !== origin || event.source !== from || from === null) return null;
  const { data } = event;
  if (typeof data !== "object" || data === null || !(MARK in data)) return null;
  return data[MARK] as ToFrame | ToHost;
}
