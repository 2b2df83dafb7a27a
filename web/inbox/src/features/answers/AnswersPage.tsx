import type { Route } from "../../app/route";
import type { Rep } from "../../api/types";
import { PageHead } from "../../ui/Page";
import { AssistantGate } from "../assistants/AssistantGate";
import { AssistantPicker } from "../assistants/AssistantPicker";
import { mayPublish } from "../gaps/entry-task";
import { AnswersForm } from "./AnswersForm";

interface AnswersPageProps {
  rep: Rep;
  route: Route;
}

/** When an assistant answers, how it speaks, and what it may cost. Admins change it. */
export function AnswersPage({ rep, route }: AnswersPageProps) {
  return (
    <AssistantGate title="Answers" wanted={route.assistant}>
      {(chosen) => (
        <>
          <PageHead title="Answers">
            <AssistantPicker chosen={chosen} />
          </PageHead>
          <AnswersForm
            key={chosen.assistant.id}
            assistant={chosen.assistant}
            mayEdit={mayPublish(rep)}
          />
        </>
      )}
    </AssistantGate>
  );
}
