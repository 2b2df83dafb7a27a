import { useCallback, useState } from "react";
import { useCounts } from "../api/conversations";
import { useLiveInbox } from "../api/live-inbox";
import type { View } from "../api/order";
import type { Rep } from "../api/types";
import { ViewNav } from "../features/conversations/ViewNav";
import { Reconnecting, useBehind } from "../ui/Reconnecting";
import { useShortcut } from "../ui/shortcuts";
import { HelpDialog } from "./HelpDialog";
import { InboxPage } from "./InboxPage";
import { OtherPage } from "./OtherPage";
import { PAGE_NAMES, PageNav } from "./PageNav";
import { Palette } from "./Palette";
import { goToPage, useRoute } from "./route";
import styles from "./shell.module.css";
import { Tools } from "./Tools";
import { useAlerts } from "./useAlerts";

type Overlay = "help" | "palette" | null;

export function Shell({ rep }: { rep: Rep }) {
  const route = useRoute();
  const [overlay, setOverlay] = useState<Overlay>(null);
  const counts = useCounts().data ?? {};
  const alerts = useAlerts(counts.waiting ?? 0);
  const [threadBehind, setThreadBehind] = useState(false);
  const listBehind = useBehind(useLiveInbox({ me: rep.id, onChanged: alerts.notice }));
  useShortcut("?", () => setOverlay("help"));
  useShortcut("mod+k", () => setOverlay("palette"));

  const { page, conversation, pane, view } = route;
  const inbox = page === "inbox";
  const select = useCallback((next: View) => {
    goToPage("inbox", { view: next, conversation: null, pane: "main" });
  }, []);
  return (
    <div className={styles["shell"]} data-page={page} data-pane={conversation ? pane : "list"}>
      <Reconnecting behind={listBehind || threadBehind} />
      <header className={styles["rail"]}>
        <Tools rep={rep} alerts={alerts} onHelp={() => setOverlay("help")} />
        <ViewNav view={inbox ? view : null} counts={counts} onSelect={select} />
        <PageNav page={page} />
      </header>
      {inbox ? (
        <InboxPage rep={rep} route={route} onBehind={setThreadBehind} />
      ) : (
        <main className={styles["page"]}>
          <h1 className={styles["pageTitle"]}>{PAGE_NAMES[page][0]}</h1>
          <OtherPage rep={rep} route={route} />
        </main>
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
