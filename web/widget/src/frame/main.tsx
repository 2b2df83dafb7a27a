import "@baton/shared/tokens.css";
import "./frame.css";
import "./thread.css";
import "./composer.css";
import { render } from "preact";
import { App } from "./app";
import { Chat } from "./chat";
import { Host } from "./host";
import { Memory } from "./memory";
import { applyTheme } from "./theme";

const query = new URLSearchParams(location.search);
const key = query.get("assistant") ?? "";
const theme = query.get("theme");
const root = document.documentElement;
if (theme === "light" || theme === "dark") root.dataset.theme = theme;

const host = new Host(query.get("host"));
const chat = new Chat(key, new Memory(key), host);
host.listen((message) => {
  if (message.type === "open") chat.setOpen(true);
  else if (message.type === "close") chat.setOpen(false);
  else if (message.type === "page") chat.setPage({ url: message.url, title: message.title });
});
chat.store.subscribe(() => applyTheme(root, chat.store.state.assistant?.theme.accent));
root.toggleAttribute("data-embedded", host.isEmbedded);

const app = document.getElementById("app");
if (app) render(<App chat={chat} />, app);
host.tell({ type: "ready" });
void chat.begin();
