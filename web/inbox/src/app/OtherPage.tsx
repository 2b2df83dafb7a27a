import { useQuery } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { unreachable } from "../api/http";
import type { Rep } from "../api/types";
import { ErrorState, Skeleton } from "../ui/States";
import type { Route } from "./route";

interface OtherPageProps {
  rep: Rep;
  route: Route;
}

/** The pages beside the inbox; who only answers visitors never loads them. */
export function OtherPage({ rep, route }: OtherPageProps) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["page", route.page],
    queryFn: () => load(route.page),
    staleTime: Infinity,
  });
  if (data) return <data.Page rep={rep} route={route} />;
  if (isPending) return <Skeleton rows={5} kind="row" />;
  return (
    <ErrorState title="The page could not be loaded" error={error} onRetry={() => void refetch()} />
  );
}

/** Fails as a request does, so it is tried again while the server is away. */
async function load(page: Route["page"]): Promise<{ Page: ComponentType<OtherPageProps> }> {
  try {
    return { Page: await imported(page) };
  } catch {
    throw unreachable();
  }
}

async function imported(page: Route["page"]): Promise<ComponentType<OtherPageProps>> {
  switch (page) {
    case "gaps":
      return (await import("../features/gaps/GapsPage")).GapsPage;
    case "answers":
      return (await import("../features/answers/AnswersPage")).AnswersPage;
    default:
      return (await import("../features/knowledge/KnowledgePage")).KnowledgePage;
  }
}
