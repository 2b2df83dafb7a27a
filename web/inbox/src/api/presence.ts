import { request } from "./http";

export type PresenceState = "viewing" | "typing" | "away";

/** Tell the other reps; a lost hint is repeated by the next one, so failures stay silent. */
export function tellPresence(conversationId: string, state: PresenceState): void {
  request(`/inbox/conversations/${conversationId}/presence`, {
    method: "POST",
    body: { state },
    keepalive: state === "away",
  }).catch(() => undefined);
}
