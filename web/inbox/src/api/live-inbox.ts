import type { LineState } from "@baton/shared/chat/events";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { meQuery } from "./auth";
import { conversationKeys, rememberConversation } from "./conversations";
import { entryKeys } from "./entries";
import { gapKeys } from "./gaps";
import { BASE } from "./http";
import { noticeSource } from "./live-sources";
import { forgetPresent, noticePresent, presentAt } from "./present";
import { openSharedStream } from "./shared-stream";
import { sourceKeys } from "./sources";
import type { Conversation } from "./types";

const COUNTS_AFTER_MS = 400;

interface LiveInboxOptions {
  me: string;
  onChanged: (conversation: Conversation, own: boolean) => void;
}

/** Keep every loaded list and the counts current; after each gap they are fetched anew. */
export function useLiveInbox({ me, onChanged }: LiveInboxOptions): LineState {
  const client = useQueryClient();
  const [line, setLine] = useState<LineState>("connecting");
  const counting = useRef<ReturnType<typeof setTimeout>>(undefined);

  const refetch = useEffectEvent(() => {
    void client.invalidateQueries({ queryKey: conversationKeys.lists });
    void client.invalidateQueries({ queryKey: conversationKeys.counts });
    for (const queryKey of [sourceKeys.all, entryKeys.all, gapKeys.all])
      void client.invalidateQueries({ queryKey });
  });
  const take = useEffectEvent((name: string, data: unknown, own: boolean) => {
    if (name === "reset") refetch();
    if (name === "presence") noticePresent(client, data);
    if (name === "gap.changed") void client.invalidateQueries({ queryKey: gapKeys.all });
    if (name === "source.changed") {
      void noticeSource(client, changedId(data));
      void client.invalidateQueries({ queryKey: entryKeys.all });
    }
    if (name !== "conversation.changed") return;
    const changed = changedConversation(data);
    if (!changed) {
      refetch();
      return;
    }
    rememberConversation(client, changed, me);
    clearTimeout(counting.current);
    counting.current = setTimeout(() => {
      void client.invalidateQueries({ queryKey: conversationKeys.counts });
    }, COUNTS_AFTER_MS);
    onChanged(changed, own);
  });
  const turn = useEffectEvent((state: LineState) => {
    setLine(state);
    if (state === "refused") void client.invalidateQueries({ queryKey: meQuery.queryKey });
    // What changed between the first fetch and this moment was told to nobody here.
    if (state !== "open") return;
    forgetPresent(client);
    refetch();
  });

  useEffect(() => {
    const close = openSharedStream({
      url: `${BASE}/inbox/events`,
      name: `baton.inbox.${me}`,
      onEvent: (name, data, own) => take(name, data, own),
      onState: (state) => turn(state),
      standing: presentAt,
    });
    return () => {
      close();
      clearTimeout(counting.current);
    };
  }, [me]);

  return line;
}

function changedId(data: unknown): string {
  return String((data as { id?: unknown } | null)?.id);
}

function changedConversation(data: unknown): Conversation | null {
  const inner = (data as { conversation?: unknown } | null)?.conversation;
  if (typeof inner !== "object" || inner === null) return null;
  return "mode" in inner && "visitor" in inner ? (inner as Conversation) : null;
}
