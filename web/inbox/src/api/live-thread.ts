import { openStream, type LineState, type StreamEvent } from "@baton/shared/chat/events";
import { asChatEvent } from "@baton/shared/chat/follow";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { usePageVisible } from "../ui/usePageVisible";
import { conversationKeys, patchThread } from "./conversations";
import { applyEvent, applyLine, isTurn, type ThreadState } from "./thread-state";

/** Follow one conversation while it is looked at; a page in the background gives its connection back. */
export function useLiveThread(id: string, loaded: boolean): LineState {
  const client = useQueryClient();
  const visible = usePageVisible();
  const [line, setLine] = useState<LineState>("connecting");
  const [round, setRound] = useState(0);

  const refetch = useEffectEvent(() =>
    client.refetchQueries({ queryKey: conversationKeys.one(id) }),
  );
  const take = useEffectEvent((event: StreamEvent) => {
    if (event.name === "reset") {
      void refetch().then(() => setRound((known) => known + 1));
      return;
    }
    const known = asChatEvent(event);
    if (!known) return;
    patchThread(client, id, (state) => applyEvent(state, known, Date.now()));
    if (lacksRecord(event)) void refetch();
  });
  const turn = useEffectEvent((state: LineState) => {
    setLine(state);
    if (state === "open" || state === "down")
      patchThread(client, id, (one) => applyLine(one, state === "open"));
  });

  useEffect(() => {
    if (!loaded || !visible) return;
    const stream = openStream({
      url: `/api/v1/inbox/conversations/${id}/events`,
      after: client.getQueryData<ThreadState>(conversationKeys.one(id))?.chat.seq ?? 0,
      credentials: "same-origin",
      onEvent: (event) => take(event),
      onState: (state) => turn(state),
    });
    return () => stream.close();
  }, [client, id, loaded, visible, round]);

  return visible ? line : "open";
}

/** The event told that something changed without saying what it is now. */
function lacksRecord({ name, data }: StreamEvent): boolean {
  if (typeof data !== "object" || data === null) return false;
  if (name === "turn.finished") return !isTurn(data);
  return name === "action.updated" && !("slots" in data);
}
