import { openStream, type LineState, type StreamEvent } from "@baton/shared/chat/events";
import { asChatEvent } from "@baton/shared/chat/follow";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { usePageVisible } from "../ui/usePageVisible";
import { conversationKeys, patchThread } from "./conversations";
import { BASE } from "./http";
import { applyEvent, applyLine, isTurn, type ThreadState } from "./thread-state";

/** Follow one conversation while it is looked at; a page in the background gives its connection back. */
export function useLiveThread(id: string, loaded: boolean): LineState {
  const client = useQueryClient();
  const visible = usePageVisible();
  const [line, setLine] = useState<LineState>("connecting");
  const [round, setRound] = useState(0);
  const gone = useRef(false);

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
    if (lacksTrace(event)) void refetch();
  });
  const turn = useEffectEvent((state: LineState) => {
    setLine(state);
    if (state === "down") gone.current = true;
    if (state === "open" || state === "down") {
      patchThread(client, id, (one) => applyLine(one, state === "open"));
    }
    if (state !== "open" || !gone.current) return;
    gone.current = false;
    void refetch();
  });

  useEffect(() => {
    if (!loaded || !visible) return;
    const stream = openStream({
      url: `${BASE}/inbox/conversations/${id}/events`,
      after: client.getQueryData<ThreadState>(conversationKeys.one(id))?.chat.seq ?? 0,
      credentials: "same-origin",
      onEvent: (event) => take(event),
      onState: (state) => turn(state),
    });
    return () => stream.close();
  }, [client, id, loaded, visible, round]);

  return visible ? line : "open";
}

/** The event told that a turn has ended; its trace comes with a fetch. */
function lacksTrace({ name, data }: StreamEvent): boolean {
  return name === "turn.finished" && typeof data === "object" && data !== null && !isTurn(data);
}
