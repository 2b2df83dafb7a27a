import type { ReactNode } from "react";
import type { Assistant } from "../../api/assistants";
import { explain } from "../../api/http";
import { Button } from "../../ui/Button";
import { FormButtons, FormError } from "../../ui/Field";
import { ForAssistants } from "./fields";

interface FormEndProps {
  assistants: readonly Assistant[];
  chosen: readonly string[];
  onChosen: (chosen: string[]) => void;
  /** Under way, or refused. */
  task: { isPending: boolean; error: Error | null };
  ready: boolean;
  submit: readonly [text: string, whileBusy: string];
  testId: string;
  /** Other buttons, before the one that submits. */
  children?: ReactNode;
}

/** Whom a source is for, what went wrong, and the button: the end of each form about one. */
export function FormEnd(props: FormEndProps) {
  const { assistants, chosen, onChosen, task, ready, submit, testId, children } = props;
  return (
    <>
      <ForAssistants assistants={assistants} chosen={chosen} onChange={onChosen} />
      {task.error && <FormError>{explain(task.error)}</FormError>}
      <FormButtons>
        {children}
        <Button
          type="submit"
          tone="primary"
          testId={testId}
          disabled={!ready || chosen.length === 0 || task.isPending}
        >
          {submit[task.isPending ? 1 : 0]}
        </Button>
      </FormButtons>
    </>
  );
}
