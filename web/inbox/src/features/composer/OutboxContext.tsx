import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  use,
  useEffect,
  useMemo,
  useSyncExternalStore,
  type ReactNode,
} from "react";
import { patchThread, rememberConversation } from "../../api/conversations";
import { postMessage } from "../../api/messages";
import { applyMessage } from "../../api/thread-state";
import { restoreDraft } from "./drafts";
import { RepOutbox, type Conflict, type OutboxItem } from "./outbox";

const OutboxContext = createContext<RepOutbox | null>(null);

export function OutboxProvider({ me, children }: { me: string; children: ReactNode }) {
  const client = useQueryClient();
  const outbox = useMemo(
    () =>
      new RepOutbox(me, {
        post: postMessage,
        giveBack: (conversation, kind, text) => restoreDraft({ rep: me, conversation, kind }, text),
        stored: (id, { message, conversation }) => {
          patchThread(client, id, (state) => applyMessage(state, message));
          rememberConversation(client, conversation, me);
        },
      }),
    [client, me],
  );
  useEffect(() => outbox.start(), [outbox]);
  return <OutboxContext value={outbox}>{children}</OutboxContext>;
}

export function useOutbox(): RepOutbox {
  const outbox = use(OutboxContext);
  if (!outbox) throw new Error("useOutbox is used outside of OutboxProvider");
  return outbox;
}

export function usePending(conversationId: string): {
  items: OutboxItem[];
  conflict: Conflict | undefined;
} {
  const outbox = useOutbox();
  const box = useSyncExternalStore(outbox.subscribe, outbox.read);
  return useMemo(
    () => ({
      items: box.items.filter((item) => item.conversation_id === conversationId),
      conflict: box.conflicts[conversationId],
    }),
    [box, conversationId],
  );
}
