import type { Assistant } from "../../api/assistants";
import type { Entry, GapState } from "../../api/knowledge-types";
import type { Rep } from "../../api/types";
import { EmptyState } from "../../ui/States";
import { DraftEntry } from "./DraftEntry";
import { GapDetail } from "./GapDetail";
import { GapList } from "./GapList";
import styles from "./gaps.module.css";

export interface TabProps {
  rep: Rep;
  assistant: Assistant;
  item: string | null;
  hrefOf: (item: string) => string;
  onOpen: (item: string | null) => void;
}

interface GapsTabProps extends TabProps {
  state: GapState;
  drafting: boolean;
  onDraft: (drafting: boolean) => void;
  onPublished: (entry: Entry) => void;
}

/** Groups of questions beside the open one, or beside the entry that is drafted for it. */
export function GapsTab(props: GapsTabProps) {
  const { rep, assistant, item, hrefOf, onOpen, state, drafting, onDraft, onPublished } = props;
  return (
    <div className={styles["panes"]} data-open={item !== null}>
      <section className={styles["listPane"]} aria-label="Groups">
        <GapList
          assistant={assistant.id}
          state={state}
          current={item}
          hrefOf={hrefOf}
          onOpen={onOpen}
        />
      </section>
      <section className={styles["detailPane"]} aria-label={drafting ? "Draft" : "Questions"}>
        {item === null ? (
          <EmptyState icon="gap" title="Choose a group of questions">
            See who asked, what people answered, and write an entry that answers it from now on.
          </EmptyState>
        ) : drafting ? (
          <DraftEntry
            key={item}
            gap={item}
            rep={rep}
            assistant={assistant}
            onBack={() => onDraft(false)}
            onPublished={onPublished}
          />
        ) : (
          <GapDetail
            key={item}
            id={item}
            rep={rep}
            onBack={() => onOpen(null)}
            onDraft={() => onDraft(true)}
          />
        )}
      </section>
    </div>
  );
}
