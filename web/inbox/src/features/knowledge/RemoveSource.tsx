import type { Source } from "../../api/knowledge-types";
import { useRemoveSource } from "../../api/sources";
import { Confirm } from "../../ui/Confirm";
import { nameOf } from "./kinds";
import { count } from "./words";

interface RemoveSourceProps {
  source: Source;
  names: ReadonlyMap<string, string>;
  onRemoved: () => void;
  onClose: () => void;
}

/** Says what goes with the source before it goes. */
export function RemoveSource({ source, names, onRemoved, onClose }: RemoveSourceProps) {
  const removing = useRemoveSource();
  const who = source.assistant_ids.map((id) => names.get(id) ?? "another assistant");
  const { documents, chunks } = source;
  return (
    <Confirm
      title={`Remove ${nameOf(source)}?`}
      action="Remove"
      busy={removing.isPending}
      error={removing.error}
      onClose={onClose}
      onConfirm={() => removing.mutate(source.id, { onSuccess: onRemoved })}
    >
      <p>
        {documents > 0
          ? `${count(documents, "document")} and ${count(chunks, "passage")} go with it, at once and for good. ${who.join(" and ")} will no longer answer from them.`
          : "Nothing of it is published yet, so no answer depends on it."}
      </p>
      <p>Answers that were given stay in their conversations.</p>
    </Confirm>
  );
}
