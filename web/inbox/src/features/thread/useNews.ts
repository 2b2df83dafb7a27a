import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { ThreadState } from "../../api/thread-state";
import type { Message } from "../../api/types";
import { markSeen, seenUpto } from "../conversations/seen";

/** From when on the rep has the conversation before their eyes, what they had seen, what there was. */
interface Visit {
  at: number;
  seen: number | undefined;
  upto: number;
}

/**
 * The first message that the rep has not seen before, by its seq; found when they open the conversation or
 * return to its window, and kept while they read. What is before their eyes counts as seen.
 */
export function useNews(
  id: string,
  thread: Pick<ThreadState, "chat" | "conversation"> | undefined,
  me: string,
): number | null {
  const [opened] = useState(() => Date.now());
  const since = useSyncExternalStore(subscribe, visibleSince);
  const at = since === null ? null : Math.max(opened, since);
  const [visit, setVisit] = useState<Visit>();
  if (thread && at !== null && at !== visit?.at)
    setVisit({ at, seen: seenUpto(id), upto: thread.conversation.seq });

  const messages = thread?.chat.messages;
  const newest = messages?.at(-1)?.seq;
  useEffect(() => {
    if (newest !== undefined && at !== null) markSeen(id, newest);
  }, [id, newest, at]);
  return useMemo(
    () => (messages && visit ? firstNew(messages, visit, me) : null),
    [messages, visit, me],
  );
}

/** Null also where everything is new: a line above all of it would tell nothing. */
function firstNew(messages: readonly Message[], visit: Visit, me: string): number | null {
  const { seen, upto, at } = visit;
  if (seen === undefined) return null;
  const before = (one: Message) => one.seq <= upto || Date.parse(one.created_at) < at;
  const mine = ({ author }: Message) => author.kind === "rep" && author.id === me;
  return messages.find((one) => one.seq > seen && before(one) && !mine(one))?.seq ?? null;
}

let shown: number | null = null;

/** When the page came to the front; null while it is hidden. */
function visibleSince(): number | null {
  if (document.hidden) shown = null;
  else shown ??= Date.now();
  return shown;
}

function subscribe(watcher: () => void): () => void {
  document.addEventListener("visibilitychange", watcher);
  return () => document.removeEventListener("visibilitychange", watcher);
}
