import { useMemo, type ReactNode } from "react";
import { useAssistants, type Assistant } from "../../api/assistants";
import { PageHead } from "../../ui/Page";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";

export interface ChosenAssistant {
  assistant: Assistant;
  assistants: readonly Assistant[];
  names: ReadonlyMap<string, string>;
}

interface AssistantGateProps {
  title: string;
  /** Its id; the first assistant stands in for one that does not exist. */
  wanted: string;
  children: (chosen: ChosenAssistant) => ReactNode;
}

/** A page about one assistant, once it is known which. */
export function AssistantGate({ title, wanted, children }: AssistantGateProps) {
  const { data, error, isPending, refetch } = useAssistants();
  const names = useMemo(() => new Map(data?.map(({ id, name }) => [id, name])), [data]);
  const assistant = data?.find(({ id }) => id === wanted) ?? data?.[0];
  if (data && assistant) return children({ assistant, assistants: data, names });
  return (
    <>
      <PageHead title={title} />
      {isPending ? (
        <Skeleton rows={5} kind="row" />
      ) : data ? (
        <EmptyState icon="ai" title="There is no assistant yet" />
      ) : (
        <ErrorState
          title="The assistants could not be loaded"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
    </>
  );
}
