import { useState } from "react";
import { formatRoute, go, type Route } from "../../app/route";
import type { Source } from "../../api/knowledge-types";
import { useRefreshSource, useStopSource } from "../../api/sources";
import type { Rep } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { PageHead, Tabs } from "../../ui/Page";
import pages from "../../ui/page.module.css";
import { useShortcut } from "../../ui/shortcuts";
import { AssistantGate, type ChosenAssistant } from "../assistants/AssistantGate";
import { AssistantPicker } from "../assistants/AssistantPicker";
import { KnowledgeDialogs, type OpenDialog } from "./KnowledgeDialogs";
import { SourceList } from "./SourceList";
import type { SourceTask } from "./SourceMenu";
import { SourceView } from "./SourceView";
import { TryPanel } from "./TryPanel";

interface KnowledgePageProps {
  rep: Rep;
  route: Route;
}

const TABS = [
  ["sources", "Sources"],
  ["try", "Try a question"],
] as const;

/** What the assistants answer from. Admins change it; everybody may look and try. */
export function KnowledgePage({ rep, route }: KnowledgePageProps) {
  return (
    <AssistantGate title="Knowledge" wanted={route.assistant}>
      {(chosen) => <Knowledge rep={rep} route={route} chosen={chosen} />}
    </AssistantGate>
  );
}

function Knowledge({ rep, route, chosen }: KnowledgePageProps & { chosen: ChosenAssistant }) {
  const { assistant, names } = chosen;
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const refresh = useRefreshSource();
  const stop = useStopSource();
  const mayEdit = rep.role === "owner" || rep.role === "admin";
  const add = () => setOpen({ task: "add" });
  const onTask = (task: SourceTask, source: Source) => {
    if (task === "refresh") refresh.mutate(source.id);
    else if (task === "stop") stop.mutate(source.id);
    else setOpen({ task, source });
  };
  const openSource = (item: string | null) => go({ item, part: null });
  useShortcut("a", add, mayEdit && route.item === null && route.tab === "");
  return (
    <>
      {route.item ? (
        <SourceView
          key={route.item}
          id={route.item}
          document={route.part}
          assistant={assistant.id}
          names={names}
          mayEdit={mayEdit}
          hrefOf={(part) => formatRoute({ ...route, part })}
          onDocument={(part) => go({ part })}
          onTask={onTask}
          onBack={() => openSource(null)}
        />
      ) : (
        <Overview
          route={route}
          chosen={chosen}
          mayEdit={mayEdit}
          onAdd={add}
          onOpen={openSource}
          onTask={onTask}
        />
      )}
      {open && (
        <KnowledgeDialogs
          open={open}
          chosen={chosen}
          onClose={() => setOpen(null)}
          onRemoved={() => openSource(null)}
        />
      )}
    </>
  );
}

interface OverviewProps {
  route: Route;
  chosen: ChosenAssistant;
  mayEdit: boolean;
  onAdd: () => void;
  onOpen: (source: string) => void;
  onTask: (task: SourceTask, source: Source) => void;
}

function Overview({ route, chosen, mayEdit, onAdd, onOpen, onTask }: OverviewProps) {
  const { assistant, names } = chosen;
  return (
    <>
      <PageHead title="Knowledge">
        <AssistantPicker chosen={chosen} />
        {mayEdit && (
          <Button tone="primary" testId="add-source" title="Add a source (A)" onClick={onAdd}>
            <Icon name="plus" />
            <span>
              Add<span className={pages["wide"]}> a source</span>
            </span>
          </Button>
        )}
      </PageHead>
      <Tabs
        label="Knowledge"
        tabs={TABS}
        current={route.tab === "try" ? "try" : "sources"}
        onSelect={(tab) => go({ tab: tab === "try" ? tab : "" })}
      />
      {route.tab === "try" ? (
        <TryPanel key={assistant.id} assistant={assistant} />
      ) : (
        <SourceList
          key={assistant.id}
          assistant={assistant.id}
          names={names}
          mayEdit={mayEdit}
          hrefOf={(item) => formatRoute({ ...route, item })}
          onOpen={onOpen}
          onTask={onTask}
          start={
            mayEdit
              ? "Add the pages or files that hold your answers. What it does not know, it hands to a person."
              : "An admin can add pages and files. Until then every question goes to a person."
          }
        />
      )}
    </>
  );
}
