import type { Conversation } from "../../api/types";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ModeBadge } from "../../ui/ModeBadge";
import { WaitClock } from "../conversations/WaitClock";
import { Actions } from "./Actions";
import styles from "./pane.module.css";

interface ThreadHeaderProps {
  conversation: Conversation;
  me: string;
  mayAct: boolean;
  onBack: () => void;
  onDetails: () => void;
}

export function ThreadHeader({ conversation, me, mayAct, onBack, onDetails }: ThreadHeaderProps) {
  const { mode, visitor, waiting_since, due_at } = conversation;
  return (
    <header className={styles["header"]}>
      <span className={styles["backButton"]}>
        <IconButton label="Back to the list" testId="back" onClick={onBack}>
          <Icon name="back" />
        </IconButton>
      </span>
      <div className={styles["who"]}>
        <h2 className={styles["visitor"]} title={visitor.name}>
          {visitor.name}
        </h2>
        <ModeBadge conversation={conversation} me={me} />
        {mode === "waiting" && waiting_since && <WaitClock since={waiting_since} due={due_at} />}
      </div>
      {mayAct && <Actions conversation={conversation} me={me} />}
      <span className={styles["detailsButton"]}>
        <IconButton label="Details" testId="details-toggle" onClick={onDetails}>
          <Icon name="info" />
        </IconButton>
      </span>
    </header>
  );
}
