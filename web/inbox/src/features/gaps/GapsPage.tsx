import { formatRoute, go, type Route } from "../../app/route";
import type { GapState } from "../../api/knowledge-types";
import type { Rep } from "../../api/types";
import { PageHead, Tabs } from "../../ui/Page";
import pages from "../../ui/page.module.css";
import { AssistantGate, type ChosenAssistant } from "../assistants/AssistantGate";
import { AssistantPicker } from "../assistants/AssistantPicker";
import { EntriesTab } from "./EntriesTab";
import { GapsTab } from "./GapsTab";

const TABS = [
  ["open", "Open"],
  ["answered", "Answered"],
  ["dismissed", "Dismissed"],
  ["entries", "Entries"],
] as const;
type Tab = (typeof TABS)[number][0];

interface GapsPageProps {
  rep: Rep;
  route: Route;
}

/** What was asked and not answered, and the answers that the team writes for it. */
export function GapsPage({ rep, route }: GapsPageProps) {
  return (
    <AssistantGate title="Gaps" wanted={route.assistant}>
      {(chosen) => <Gaps rep={rep} route={route} chosen={chosen} />}
    </AssistantGate>
  );
}

function Gaps({ rep, route, chosen }: GapsPageProps & { chosen: ChosenAssistant }) {
  const tab = TABS.find(([name]) => name === route.tab)?.[0] ?? "open";
  const { assistant } = chosen;
  const shared = {
    rep,
    assistant,
    item: route.item,
    hrefOf: (item: string) => formatRoute({ ...route, item, part: null }),
    onOpen: (item: string | null) => go({ item, part: null }),
  };
  return (
    <div className={pages["opened"]} data-open={route.item !== null}>
      <PageHead title="Gaps">
        <AssistantPicker chosen={chosen} />
      </PageHead>
      <Tabs
        label="Gaps"
        tabs={TABS}
        current={tab}
        onSelect={(name: Tab) => go({ tab: name === "open" ? "" : name, item: null, part: null })}
      />
      {tab === "entries" ? (
        <EntriesTab key={assistant.id} {...shared} />
      ) : (
        <GapsTab
          key={`${assistant.id} ${tab}`}
          {...shared}
          state={tab satisfies GapState}
          drafting={route.part === "draft"}
          onDraft={(drafting) => go({ part: drafting ? "draft" : null })}
          onPublished={(entry) => go({ tab: "entries", item: entry.id, part: null })}
        />
      )}
    </div>
  );
}
