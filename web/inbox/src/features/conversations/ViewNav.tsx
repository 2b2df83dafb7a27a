import type { Counts } from "../../api/conversations";
import { Icon, type IconName } from "../../ui/Icon";
import styles from "./conversations.module.css";
import { VIEWS, type View } from "../../api/order";

export const VIEW_NAMES: Record<View, [string, IconName]> = {
  waiting: ["Waiting", "hand"],
  mine: ["Mine", "person"],
  human: ["People", "people"],
  ai: ["AI", "ai"],
  closed: ["Closed", "check"],
  all: ["All", "inbox"],
};

interface ViewNavProps {
  view: View | null;
  counts: Counts;
  onSelect: (view: View) => void;
}

export function ViewNav({ view, counts, onSelect }: ViewNavProps) {
  return (
    <nav className={styles["views"]} aria-label="Views">
      {VIEWS.map((name) => {
        const [label, icon] = VIEW_NAMES[name];
        const count = counts[name];
        return (
          <button
            key={name}
            type="button"
            className={styles["view"]}
            data-testid={`view-${name}`}
            data-alert={name === "waiting" && (count ?? 0) > 0}
            aria-current={name === view ? "page" : undefined}
            onClick={() => onSelect(name)}
          >
            <Icon name={icon} />
            <span className={styles["viewLabel"]}>{label}</span>
            {count !== undefined && <span className={styles["count"]}>{count}</span>}
          </button>
        );
      })}
    </nav>
  );
}
