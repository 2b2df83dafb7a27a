import { useCallback, useState } from "react";
import { useCounts } from "../api/conversations";
import { useLiveInbox } from "../api/live-inbox";
import type { Rep } from "../api/types";
import { ConversationList } from "../features/conversations/ConversationList";
import { Filters } from "../features/conversations/Filters";
import type { View } from "../api/order";
import { ViewNav } from "../features/conversations/ViewNav";
import { DetailsPane } from "../features/details/DetailsPane";
import { ThreadPane } from "../features/thread/ThreadPane";
import { Reconnecting } from "../ui/Reconnecting";
import { useShortcut } from "../ui/shortcuts";
import { EmptyState } from "../ui/States";
import { HelpDialog } from "./HelpDialog";
import { Palette } from "./Palette";
import { formatRoute, go, useRoute } from "./route";
import styles from "./shell.module.css";
import { Tools } from "./Tools";
import { useAlerts } from "./useAlerts";

type Overlay = "help" | "palette" | null;

export function Shell({ rep }: { rep: Rep }) {
  const route = useRoute();
  const [overlay, setOverlay] = useState<Overlay>(null);
  const counts = useCounts().data ?? {};
  const alerts = useAlerts(counts.waiting ?? 0);
  const line = useLiveInbox({ me: rep.id, onChanged: alerts.notice });
  useShortcut("?", () => setOverlay("help"));
  useShortcut("mod+k", () => setOverlay("palette"));

  const { conversation, pane, view, tag, assistant, q } = route;
  const hrefOf = (id: string) => formatRoute({ ...route, conversation: id, pane: "main" });
  const open = useCallback((id: string) => go({ conversation: id, pane: "main" }), []);
  const select = useCallback(
    (next: View) => go({ view: next, conversation: null, pane: "main" }),
    [],
  );
  return (
    <div className={styles["shell"]} data-pane={conversation ? pane : "list"}>
      <header className={styles["rail"]}>
        <Tools rep={rep} alerts={alerts} onHelp={() => setOverlay("help")} />
        <ViewNav view={view} counts={counts} onSelect={select} />
      </header>
      <section className={styles["list"]} aria-label="Conversations">
        <Reconnecting line={line} />
        <Filters filter={{ view, tag, assistant, q }} onChange={go} />
        <ConversationList
          filter={{ view, tag, assistant, q }}
          me={rep.id}
          current={conversation}
          hrefOf={hrefOf}
          onOpen={open}
        />
      </section>
      <main className={styles["thread"]}>
        {conversation ? (
          <ThreadPane
            key={conversation}
            id={conversation}
            rep={rep}
            onBack={() => go({ conversation: null, pane: "main" })}
            onDetails={() => go({ pane: pane === "details" ? "main" : "details" })}
          />
        ) : (
          <EmptyState icon="note" title="Choose a conversation">
            J and K walk through the list, Enter opens. Press ? for all keys.
          </EmptyState>
        )}
      </main>
      {conversation && (
        <aside className={styles["details"]} aria-label="Details">
          <DetailsPane
            key={conversation}
            id={conversation}
            rep={rep}
            onClose={() => go({ pane: "main" })}
          />
        </aside>
      )}
      <HelpDialog open={overlay === "help"} onClose={() => setOverlay(null)} />
      <Palette
        open={overlay === "palette"}
        onClose={() => setOverlay(null)}
        onView={select}
        onHelp={() => setOverlay("help")}
      />
    </div>
  );
}
