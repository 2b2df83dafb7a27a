// Loaded before a test begins, so that none waits for them.
import "../features/answers/AnswersPage";
import "../features/gaps/GapsPage";
import "../features/knowledge/KnowledgePage";
import { render } from "@testing-library/react";
import { App } from "../app/App";
import type { Rep } from "../api/types";
import { MAYA } from "./factories";
import { assistant } from "./knowledge";
import { serve, type Call } from "./server";

/** The whole app at an address, with what every page asks for; `routes` are the page's own. */
export function openPage(
  search: string,
  routes: Parameters<typeof serve>[0],
  rep: Rep = MAYA,
): Call[] {
  history.replaceState(null, "", `/inbox/${search}`);
  const calls = serve({
    "GET /auth/me": { body: { rep } },
    "GET /inbox/conversations": { body: { items: [], next_cursor: null, counts: {} } },
    "GET /tags": { body: { items: [] } },
    "GET /assistants": {
      body: { items: [assistant(), assistant({ id: "ast_2", name: "Moss", key: "moss" })] },
    },
    ...routes,
  });
  render(<App />);
  return calls;
}
