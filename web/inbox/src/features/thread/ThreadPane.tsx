import { useEffect, useRef } from "react";
import { useAssistants } from "../../api/assistants";
import { useConversation } from "../../api/conversations";
import { useLiveThread } from "../../api/live-thread";
import { isMissing } from "../../api/http";
import type { Rep } from "../../api/types";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useBehind } from "../../ui/Reconnecting";
import { useShortcut } from "../../ui/shortcuts";
import { ErrorState, Skeleton } from "../../ui/States";
import { Composer, type ComposerHandle } from "../composer/Composer";
import { usePending } from "../composer/OutboxContext";
import { usePresence } from "../composer/usePresence";
import styles from "./pane.module.css";
import { PresenceLine } from "./PresenceLine";
import { ResumeWarning } from "./ResumeWarning";
import { Thread } from "./Thread";
import { ThreadHeader } from "./ThreadHeader";
import { useNews } from "./useNews";

interface ThreadPaneProps {
  id: string;
  rep: Rep;
  onBehind: (behind: boolean) => void;
  onBack: () => void;
  onDetails: () => void;
}

export function ThreadPane({ id, rep, onBehind, onBack, onDetails }: ThreadPaneProps) {
  const { data: thread, error, refetch, isPending } = useConversation(id);
  const lost = useBehind(useLiveThread(id, thread !== undefined));
  // What was never shown cannot be behind.
  const behind = lost && thread !== undefined;
  useEffect(() => {
    onBehind(behind);
    return () => onBehind(false);
  }, [behind, onBehind]);
  const onTyping = usePresence(id);
  const composer = useRef<ComposerHandle>(null);
  const assistant = useAssistantName(thread?.conversation.assistant_id);
  const { items } = usePending(id);
  useShortcut("r", () => composer.current?.write("reply"));
  useShortcut("n", () => composer.current?.write("note"));

  const news = useNews(id, thread, rep.id);

  if (!thread) {
    return (
      <div className={styles["pane"]}>
        <BackBar onBack={onBack} />
        {isPending ? (
          <Skeleton rows={5} kind="message" />
        ) : (
          <ErrorState
            title={
              isMissing(error) ? "No such conversation" : "This conversation could not be loaded"
            }
            error={error}
            onRetry={() => void refetch()}
          />
        )}
      </div>
    );
  }
  const { chat, conversation } = thread;
  const stored = new Set(chat.messages.map((message) => message.client_id));
  const pending = items.filter((item) => !stored.has(item.client_id));
  const mayAct = rep.role !== "viewer";
  return (
    <div className={styles["pane"]}>
      <ThreadHeader
        conversation={conversation}
        me={rep.id}
        mayAct={mayAct}
        onBack={onBack}
        onDetails={onDetails}
      />
      {mayAct && <ResumeWarning conversation={conversation} me={rep.id} />}
      <Thread
        thread={thread}
        news={news}
        pending={pending}
        me={rep.id}
        mayAct={mayAct}
        assistant={assistant}
      />
      <PresenceLine chat={chat} me={rep.id} />
      {mayAct && (
        <Composer
          key={id}
          conversation={conversation}
          me={rep.id}
          assistant={assistant}
          onTyping={onTyping}
          handle={composer}
        />
      )}
    </div>
  );
}

/** On a phone the list is behind this pane, also while nothing is loaded yet. */
function BackBar({ onBack }: { onBack: () => void }) {
  return (
    <div className={styles["backButton"]}>
      <IconButton label="Back to the list" testId="back" onClick={onBack}>
        <Icon name="back" />
      </IconButton>
    </div>
  );
}

function useAssistantName(id: string | undefined): string {
  const assistants = useAssistants().data;
  return assistants?.find((assistant) => assistant.id === id)?.name ?? "The AI";
}
