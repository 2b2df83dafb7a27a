import type { Source } from "../../api/knowledge-types";
import type { ChosenAssistant } from "../assistants/AssistantGate";
import { AddSource } from "./AddSource";
import { EditSource } from "./EditSource";
import { PutFiles } from "./PutFiles";
import { RemoveSource } from "./RemoveSource";

export type OpenDialog = { task: "add" } | { task: "edit" | "files" | "remove"; source: Source };

interface KnowledgeDialogsProps {
  open: OpenDialog;
  chosen: ChosenAssistant;
  onClose: () => void;
  onRemoved: () => void;
}

export function KnowledgeDialogs({ open, chosen, onClose, onRemoved }: KnowledgeDialogsProps) {
  const { assistant, assistants, names } = chosen;
  switch (open.task) {
    case "add":
      return (
        <AddSource
          assistant={assistant.id}
          assistants={assistants}
          onAdded={onClose}
          onClose={onClose}
        />
      );
    case "edit":
      return <EditSource source={open.source} assistants={assistants} onClose={onClose} />;
    case "files":
      return <PutFiles source={open.source} onClose={onClose} />;
    case "remove":
      return (
        <RemoveSource
          source={open.source}
          names={names}
          onClose={onClose}
          onRemoved={() => {
            onClose();
            onRemoved();
          }}
        />
      );
  }
}
