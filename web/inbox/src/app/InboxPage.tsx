import { useCallback, useEffect, useRef } from "react";
import type { Rep } from "../api/types";
import { ConversationList } from "../features/conversations/ConversationList";
import { Filters } from "../features/conversations/Filters";
import { DetailsPane } from "../features/details/DetailsPane";
import { ThreadPane } from "../features/thread/ThreadPane";
import { EmptyState } from "../ui/States";
import { formatRoute, go, type Route } from "./route";
import styles from "./shell.module.css";

interface InboxPageProps {
  rep: Rep;
  route: Route;
  /** The open conversation has lost its connection, or has it again. */
  onBehind: (behind: boolean) => void;
}

/** The list, the open conversation, and what is known about it. */
export function InboxPage({ rep, route, onBehind }: InboxPageProps) {
  const { conversation, pane, view, tag, assistant, q } = route;
  const hrefOf = (id: string) => formatRoute({ ...route, conversation: id, pane: "main" });
  const open = useCallback((id: string) => go({ conversation: id, pane: "main" }), []);
  const details = useVisit(pane === "details");
  return (
    <>
      <main className={styles["inbox"]}>
        <h1 className={styles["pageTitle"]}>Inbox</h1>
        <section className={styles["list"]} aria-label="Conversations">
          <Filters filter={{ view, tag, assistant, q }} onChange={go} />
          {conversation && (
            <a className={styles["skip"]} href="#conversation">
              Skip to the conversation
            </a>
          )}
          <ConversationList
            filter={{ view, tag, assistant, q }}
            me={rep.id}
            current={conversation}
            hrefOf={hrefOf}
            onOpen={open}
          />
        </section>
        <section
          id="conversation"
          className={styles["thread"]}
          aria-label="Conversation"
          tabIndex={-1}
        >
          {conversation ? (
            <ThreadPane
              key={conversation}
              id={conversation}
              rep={rep}
              onBehind={onBehind}
              onBack={() => go({ conversation: null, pane: "main" })}
              onDetails={() => go({ pane: pane === "details" ? "main" : "details" })}
            />
          ) : (
            <EmptyState icon="inbox" title="Choose a conversation">
              <kbd>J</kbd> and <kbd>K</kbd> walk through the list, <kbd>Enter</kbd> opens. Press{" "}
              <kbd>?</kbd> for all keys.
            </EmptyState>
          )}
        </section>
      </main>
      {conversation && (
        <aside
          ref={details}
          className={styles["details"]}
          aria-label="Details"
          tabIndex={-1}
          onKeyDown={(event) => {
            if (event.key === "Escape" && pane === "details") go({ pane: "main" });
          }}
        >
          <DetailsPane
            key={conversation}
            id={conversation}
            rep={rep}
            onShow={() => go({ pane: "details" })}
            onClose={() => go({ pane: "main" })}
          />
        </aside>
      )}
    </>
  );
}

/** Where something lies over the page, the focus goes there while it does, and then back. */
function useVisit(here: boolean) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!here) return;
    const before = document.activeElement;
    place.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [here]);
  return place;
}
