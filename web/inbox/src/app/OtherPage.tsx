import { lazy, Suspense } from "react";
import type { Rep } from "../api/types";
import { Skeleton } from "../ui/States";
import type { Route } from "./route";

const KnowledgePage = lazy(async () => ({
  default: (await import("../features/knowledge/KnowledgePage")).KnowledgePage,
}));
const GapsPage = lazy(async () => ({
  default: (await import("../features/gaps/GapsPage")).GapsPage,
}));
const AnswersPage = lazy(async () => ({
  default: (await import("../features/answers/AnswersPage")).AnswersPage,
}));

interface OtherPageProps {
  rep: Rep;
  route: Route;
}

/** The pages beside the inbox; who only answers visitors never loads them. */
export function OtherPage({ rep, route }: OtherPageProps) {
  return (
    <Suspense fallback={<Skeleton rows={5} kind="row" />}>
      {route.page === "gaps" ? (
        <GapsPage rep={rep} route={route} />
      ) : route.page === "answers" ? (
        <AnswersPage rep={rep} route={route} />
      ) : (
        <KnowledgePage rep={rep} route={route} />
      )}
    </Suspense>
  );
}
