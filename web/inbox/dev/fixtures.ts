/** A stand-in for the API while only the page is looked at: `npm run look`. Nothing is stored. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { arrange, matches, VIEWS, type View } from "../src/api/order";
import type { Conversation, ConversationDetail, Message } from "../src/api/types";
import { MAYA } from "../src/testing/factories";
import { begin, change, cutStreams, stream, tell, world, type Scenario } from "./world";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export function fixtures(): Plugin {
  const api = (request: IncomingMessage, response: ServerResponse) => {
    void read(request).then((body) => answer(request, body, response));
  };
  return {
    name: "fixtures",
    configureServer: (server) => {
      server.middlewares.use("/api/v1", api);
    },
    configurePreviewServer: (server) => {
      server.middlewares.use((_request, response, next) => {
        response.setHeader("content-security-policy", POLICY);
        next();
      });
      server.middlewares.use("/api/v1", api);
    },
  };
}

function answer(request: IncomingMessage, body: Body, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const { pathname: path } = url;
  if (path === "/dev") play(body, response);
  else if (path.startsWith("/auth/")) auth(path, response);
  else if (world.scenario === "slow") return;
  else if (world.scenario === "failing")
    problem(response, 503, "unavailable", "The database does not answer. Try again in a moment.");
  else if (path.endsWith("/events")) stream(path, response);
  else if (path === "/inbox/conversations") list(url.searchParams, response);
  else if (path === "/tags") send(response, { items: TAGS });
  else if (path === "/assistants") send(response, { items: ASSISTANTS });
  else one(path, body, response);
}

function one(path: string, body: Body, response: ServerResponse): void {
  const [, id = "", action = ""] = /^\/inbox\/conversations\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  const detail = world.details.get(id);
  if (!detail) problem(response, 404, "not_found", `There is no conversation '${id}'.`);
  else if (action === "") send(response, detail);
  else if (action === "presence") send(response, undefined, 204);
  else if (action === "messages") reply(detail, body, response);
  else act(detail, action, body, response);
}

function act(
  detail: ConversationDetail,
  action: string,
  body: Body,
  response: ServerResponse,
): void {
  const owner = { id: MAYA.id, name: MAYA.name };
  const now = new Date();
  const free = {
    owner: null,
    waiting_since: null,
    due_at: null,
    hold_until: null,
    resume_at: null,
  };
  const hold = new Date(now.getTime() + Number(body["seconds"] ?? 0) * 1000).toISOString();
  const changes: Record<string, Partial<Conversation>> = {
    "take-over": { ...free, mode: "human", owner },
    hold: { ...free, mode: "human", owner, hold_until: hold },
    "hand-back": { ...free, mode: "ai" },
    close: { ...free, mode: "closed" },
    reopen: { ...free, mode: "ai" },
    tags: { tags: retag(detail.conversation.tags, body) },
  };
  change(detail, changes[action] ?? {});
  send(response, { conversation: detail.conversation });
}

function reply(detail: ConversationDetail, body: Body, response: ServerResponse): void {
  if (world.scenario === "held" && body["confirm"] !== true && body["kind"] === "reply") {
    const message = detail.messages.findLast(({ author }) => author.kind === "rep") ?? null;
    problem(response, 409, "held_by_other", "Tom Okafor has taken this conversation.", {
      owner: { id: "rep_tom", name: "Tom Okafor" },
      message,
    });
    return;
  }
  const text = String(body["text"]);
  const message: Message = {
    id: `msg_${detail.seq + 1}`,
    seq: detail.seq + 1,
    client_id: String(body["client_id"]),
    author: { kind: "rep", id: MAYA.id, name: MAYA.name },
    kind: body["kind"] === "note" ? "note" : "reply",
    text,
    html: "",
    citations: [],
    attachments: [],
    choices: [],
    turn_id: null,
    created_at: new Date().toISOString(),
  };
  detail.messages.push(message);
  detail.seq += 1;
  tell(detail, "message.created", message);
  if (message.kind === "reply")
    change(detail, {
      mode: "human",
      owner: { id: MAYA.id, name: MAYA.name },
      last_message: message,
      waiting_since: null,
      due_at: null,
    });
  send(response, { message, conversation: detail.conversation }, 201);
}

/** What a look at the page asks for: another scenario, a change, one event, a cut line. */
function play(body: Body, response: ServerResponse): void {
  const { scenario, rows, conversation, change: part, event, data, cut } = body;
  if (scenario) begin(scenario as Scenario, rows as number | undefined);
  const detail = world.details.get(conversation as string);
  if (detail && part) change(detail, part);
  if (detail && event) tell(detail, event as string, data, false);
  if (cut) cutStreams();
  send(response, {});
}

function list(search: URLSearchParams, response: ServerResponse): void {
  const all = [...world.details.values()].map((one) => one.conversation);
  const filter = (view: View) => ({ view, tag: search.get("tag") ?? "", assistant: "", q: "" });
  const q = (search.get("q") ?? "").toLowerCase();
  const found = arrange(
    all.filter((one) => matches(one, filter((search.get("view") ?? "all") as View), MAYA.id)),
  ).filter((one) => one.visitor.name.toLowerCase().includes(q));
  const from = Number(search.get("cursor") ?? 0);
  const limit = Number(search.get("limit") ?? 50);
  const counts = Object.fromEntries(
    VIEWS.map((view) => [
      view,
      all.filter((one) => matches(one, { ...filter(view), tag: "" }, MAYA.id)).length,
    ]),
  );
  send(response, {
    items: found.slice(from, from + limit),
    next_cursor: from + limit < found.length ? String(from + limit) : null,
    counts,
  });
}

function auth(path: string, response: ServerResponse): void {
  if (path === "/auth/sign-in") world.scenario = "normal";
  if (path === "/auth/sign-out") world.scenario = "signed-out";
  if (world.scenario === "signed-out" && path === "/auth/me") {
    problem(response, 401, "not_signed_in", "Sign in first.");
    return;
  }
  send(response, { rep: MAYA });
}

type Body = Record<string, unknown>;
const TAGS = ["billing", "vip", "api", "refund"].map((name) => ({ id: name, name }));
const ASSISTANTS = [
  { id: "ast_1", name: "Fern", settings: { answer_threshold: 0.55 } },
  { id: "ast_2", name: "Moss", settings: { answer_threshold: 0.7 } },
];

async function read(request: IncomingMessage): Promise<Body> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text ? (JSON.parse(text) as Body) : {};
}

function retag(tags: Conversation["tags"], body: Body): Conversation["tags"] {
  const remove = (body["remove"] ?? []) as string[];
  const added = ((body["add"] ?? []) as string[]).map((name) => ({
    name,
    kind: "manual" as const,
  }));
  return [...tags.filter(({ name }) => !remove.includes(name)), ...added];
}

function send(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function problem(
  response: ServerResponse,
  status: number,
  code: string,
  detail: string,
  more: Body = {},
): void {
  send(response, { code, detail, status, ...more }, status);
}
