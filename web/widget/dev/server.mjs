/**
 * A stand-in for the API, to look at the widget without the rest: `node dev/server.mjs` after a
 * build, then open http://127.0.0.1:8077/?assistant=SCENE. Scenes: chat, empty, long, many, waiting,
 * human, closed, slow, broken.
 */
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { converse, createScene, sessionOf } from "./scenes.mjs";

const dist = new URL("../dist/", import.meta.url);
const TYPES = { html: "text/html", js: "text/javascript", css: "text/css" };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'";
const scenes = new Map();

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://host");
  if (url.pathname === "/") return hostPage(response, url.searchParams.get("assistant") ?? "chat");
  if (!url.pathname.startsWith("/api/")) return file(url.pathname, response);
  const body = await json(request);
  const name = body.assistant_key ?? request.headers.authorization?.split(" ")[1] ?? "chat";
  if (!scenes.has(name)) scenes.set(name, createScene(name));
  if (name === "broken") return reply(response, 503, { code: "unavailable" });
  if (name === "slow") return;
  api(
    request.method,
    url.pathname.replace("/api/v1/chat", ""),
    body,
    scenes.get(name),
    response,
    request.headers["last-event-id"],
  );
});
server.listen(Number(process.env.PORT ?? 8077), "127.0.0.1");

function api(method, path, body, scene, response, lastSeen) {
  const rest = path.split("/").slice(3).join("/");
  if (path === "/sessions") return reply(response, 201, sessionOf(scene));
  if (path === "/conversations" && method === "GET")
    return reply(response, 200, { items: scene.list() });
  if (path === "/conversations" || rest === "messages") {
    const message = scene.say("visitor", body.text, { client_id: body.client_id });
    converse(scene, body.text);
    return reply(response, 201, { conversation: scene.conversation, message });
  }
  if (rest === "events") return stream(scene, Number(lastSeen ?? 0), response);
  if (rest === "handoff") {
    scene.change(method === "DELETE" ? { mode: "ai" } : { mode: "waiting" });
    return reply(response, 202, { conversation: scene.conversation });
  }
  if (rest === "typing" || rest === "feedback") return response.writeHead(204).end();
  return reply(response, 200, scene.snapshot());
}

function stream(scene, after, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write("retry: 2000\n\n");
  const listener = ({ seq, name, data }) =>
    response.write(`${seq ? `id: ${seq}\n` : ""}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  scene.events.filter(({ seq }) => seq > after).forEach(listener);
  scene.listeners.add(listener);
  response.on("close", () => scene.listeners.delete(listener));
}

function hostPage(response, scene) {
  response.writeHead(200, { "Content-Type": "text/html" });
  response.end(`<!doctype html><meta name="viewport" content="width=device-width"><title>Host</title>
<style>body{font:16px system-ui;margin:8vh 8vw;max-width:40em;line-height:1.6}
div,button,iframe,svg,span{border:3px dotted red!important;transform:rotate(3deg)!important;font:40px cursive!important}</style>
<h1>A page with hostile styles</h1><p>${"Every div and button of this page is styled to hurt. ".repeat(20)}</p>
<button>Mine</button><script src="/widget.js" data-assistant="${encodeURIComponent(scene)}" async></script>`);
}

function file(path, response) {
  const name = path === "/widget/frame" ? "frame.html" : path.replace(/^\/(widget\/)?/, "");
  const place = new URL(name, dist);
  if (!place.href.startsWith(dist.href) || !existsSync(place)) return response.writeHead(404).end();
  const type = TYPES[name.split(".").at(-1)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": POLICY });
  createReadStream(place).pipe(response);
}

async function json(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

function reply(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
