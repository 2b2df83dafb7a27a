import { ApiError, explain } from "../../api/http";
import { useConversationAction, type ConversationAction } from "../../api/conversations";
import type { Conversation } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { useShortcut } from "../../ui/shortcuts";
import { HOLDS, offered } from "./actions";
import styles from "./pane.module.css";

interface ActionsProps {
  conversation: Conversation;
  me: string;
}

export function Actions({ conversation, me }: ActionsProps) {
  const action = useConversationAction(conversation.id, me);
  const names = offered(conversation, me);
  const run = (next: ConversationAction) => {
    if (!action.isPending) action.mutate(next);
  };
  const can = (name: ConversationAction["name"]) => names.includes(name);
  useShortcut("t", () => run({ name: "take-over" }), can("take-over"));
  useShortcut("b", () => run({ name: "hand-back" }), can("hand-back"));
  useShortcut("e", () => run({ name: "close" }), can("close"));
  useShortcut("o", () => run({ name: "reopen" }), can("reopen"));
  const busy = action.isPending;
  return (
    <>
      <div className={styles["actions"]} role="group" aria-label="Actions">
        {can("take-over") && (
          <Button
            testId="take-over"
            tone={conversation.mode === "human" ? "plain" : "primary"}
            disabled={busy}
            title="Take over (T)"
            onClick={() => run({ name: "take-over" })}
          >
            <Icon name="hand" />
            Take over
          </Button>
        )}
        {can("hold") && (
          <Menu
            testId="hold"
            label="Keep the AI off for a while (H)"
            shortcut="h"
            disabled={busy}
            trigger={
              <>
                <Icon name="pause" />
                Hold
              </>
            }
            items={HOLDS.map(({ seconds, label }) => ({
              key: String(seconds),
              label,
              testId: `hold-${seconds}`,
              onSelect: () => run({ name: "hold", seconds }),
            }))}
          />
        )}
        {can("hand-back") && (
          <Button
            testId="hand-back"
            disabled={busy}
            title="Give the conversation to the AI (B)"
            onClick={() => run({ name: "hand-back" })}
          >
            <Icon name="ai" />
            Hand back
          </Button>
        )}
        {can("close") && (
          <Button
            testId="close"
            disabled={busy}
            title="Close (E)"
            onClick={() => run({ name: "close" })}
          >
            <Icon name="check" />
            Close
          </Button>
        )}
        {can("reopen") && (
          <Button
            testId="reopen"
            disabled={busy}
            title="Reopen (O)"
            onClick={() => run({ name: "reopen" })}
          >
            <Icon name="reopen" />
            Reopen
          </Button>
        )}
      </div>
      {action.isError && (
        <Refused
          error={action.error}
          onAnyway={() => run({ name: "take-over", confirm: true })}
          onDismiss={action.reset}
        />
      )}
    </>
  );
}

function Refused({
  error,
  onAnyway,
  onDismiss,
}: {
  error: unknown;
  onAnyway: () => void;
  onDismiss: () => void;
}) {
  const held = error instanceof ApiError && error.code === "held_by_other";
  return (
    <div className={styles["refused"]} role="alert" data-testid="action-error">
      <Icon name="alert" size={14} />
      <span>{explain(error)}</span>
      {held && (
        <Button size="small" testId="take-over-anyway" onClick={onAnyway}>
          Take over anyway
        </Button>
      )}
      <Button size="small" tone="quiet" onClick={onDismiss}>
        Dismiss
      </Button>
    </div>
  );
}
