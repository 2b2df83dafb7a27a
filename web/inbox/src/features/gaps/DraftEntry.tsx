import type { Assistant } from "../../api/assistants";
import { useDraft } from "../../api/gaps";
import type { Entry } from "../../api/knowledge-types";
import type { Rep } from "../../api/types";
import { ErrorState, Skeleton } from "../../ui/States";
import { EntryEditor } from "./EntryEditor";

interface DraftEntryProps {
  gap: string;
  rep: Rep;
  assistant: Assistant;
  onBack: () => void;
  onPublished: (entry: Entry) => void;
}

/** A new entry for a group of questions, begun from what reps replied. */
export function DraftEntry({ gap, rep, assistant, onBack, onPublished }: DraftEntryProps) {
  const draft = useDraft(gap);
  if (draft.data)
    return (
      <EntryEditor
        title="New entry"
        assistant={assistant}
        rep={rep}
        gap={gap}
        entry={null}
        begin={draft.data}
        onBack={onBack}
        onDone={(entry) => (entry ? onPublished(entry) : onBack())}
      />
    );
  if (draft.isPending) return <Skeleton rows={5} kind="message" />;
  return (
    <ErrorState
      title="The draft could not be made"
      error={draft.error}
      onRetry={() => void draft.refetch()}
    />
  );
}
