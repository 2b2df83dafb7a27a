import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import type { ReactNode } from "react";
import { explain } from "../api/http";
import { Button } from "./Button";
import { FormButtons, FormError } from "./Field";
import styles from "./ui.module.css";

interface ConfirmProps {
  title: string;
  action: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A question before something is gone; the safe answer has the focus. */
export function Confirm({
  title,
  action,
  busy,
  error,
  onConfirm,
  onClose,
  children,
}: ConfirmProps) {
  return (
    <Base.Root open onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles["backdrop"]} />
        <Base.Popup className={styles["dialog"]} data-size="small" data-testid="confirm">
          <Base.Title className={styles["dialogTitle"]}>{title}</Base.Title>
          <Base.Description render={<div />} className={styles["dialogText"]}>
            {children}
          </Base.Description>
          {error !== null && <FormError>{explain(error)}</FormError>}
          <FormButtons>
            <Button onClick={onClose}>Cancel</Button>
            <Button tone="danger" disabled={busy} testId="confirm-action" onClick={onConfirm}>
              {action}
            </Button>
          </FormButtons>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
