import { initials } from "@baton/shared/names";
import type { Author } from "@baton/shared/chat/types";
import type { JSX } from "preact";
import { Icon } from "./icons";

interface AvatarProps {
  kind: Author["kind"];
  name: string;
  size?: "small" | "large";
}

export function Avatar({ kind, name, size = "small" }: AvatarProps): JSX.Element {
  return (
    <span class={`avatar avatar-${kind} avatar-${size}`} aria-hidden="true">
      {kind === "assistant" ? (
        <Icon name="spark" size={size === "small" ? 14 : 20} />
      ) : (
        initials(name)
      )}
    </span>
  );
}

export function AiBadge(): JSX.Element {
  return (
    <abbr class="badge" title="Artificial intelligence, not a person">
      AI
    </abbr>
  );
}
