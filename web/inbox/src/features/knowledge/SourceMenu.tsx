import type { Source } from "../../api/knowledge-types";
import { isBusy } from "../../api/live-sources";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { isUpload, nameOf } from "./kinds";

export type SourceTask = "edit" | "files" | "refresh" | "stop" | "remove";

interface SourceMenuProps {
  source: Source;
  onTask: (task: SourceTask, source: Source) => void;
}

export function SourceMenu({ source, onTask }: SourceMenuProps) {
  const edit = {
    key: "edit",
    label: "Edit",
    testId: "source-edit",
    onSelect: () => onTask("edit", source),
  };
  const refresh = {
    key: "refresh",
    label: "Read again now",
    testId: "source-refresh",
    onSelect: () => onTask("refresh", source),
  };
  const files = {
    key: "files",
    label: "New files…",
    testId: "source-files",
    onSelect: () => onTask("files", source),
  };
  const stop = {
    key: "stop",
    label: "Stop reading",
    testId: "source-stop",
    onSelect: () => onTask("stop", source),
  };
  const remove = {
    key: "remove",
    label: "Remove…",
    testId: "source-remove",
    tone: "danger" as const,
    onSelect: () => onTask("remove", source),
  };
  return (
    <Menu
      label={`Actions for ${nameOf(source)}`}
      testId="source-menu"
      tone="quiet"
      shape="round"
      trigger={<Icon name="more" />}
      items={[isBusy(source) ? stop : refresh, ...(isUpload(source) ? [files] : []), edit, remove]}
    />
  );
}
