import type { Conversation } from "../../api/types";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ModeBadge } from "../../ui/ModeBadge";
import { waitOf } from "../conversations/clock";
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
  const { visitor } = conversation;
  const wait = waitOf(conversation);
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
        <div className={styles["standing"]}>
          <ModeBadge conversation={conversation} me={me} />
          {wait && <WaitClock since={wait.since} due={wait.due} />}
        </div>
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
