/**
 * The one script a site includes. It puts a launcher on the page and, when it is wanted, the chat in
 * an iframe of our own origin. It lives in a shadow root, changes nothing of the page, and never
 * throws into it.
 */
import { heard, tell } from "./bridge";
import { launcherCss } from "./launcher-css";

interface Baton {
  open(): void;
  close(): void;
}

const CHAT =
  "M12 3.5c-5 0-9 3.3-9 7.6 0 2.3 1.2 4.4 3 5.8l-.6 3.6 4-1.9c.8.2 1.7.3 2.6.3 5 0 9-3.4 9-7.8s-4-7.6-9-7.6Z";
const CROSS = "m6 9 6 6 6-6";
const WAITS_MS = 20_000;
const SETTLES_MS = 3_000;
const RETURNS_MS = 50;

class Launcher implements Baton {
  #origin: string;
  #address: string;
  #memory: string;
  #host = document.createElement("div");
  #button = document.createElement("button");
  #badge = document.createElement("span");
  #panel = document.createElement("div");
  #note = document.createElement("p");
  #frame: HTMLIFrameElement | null = null;
  #ready = false;
  #isOpen = false;
  #unread = 0;

  constructor(script: HTMLScriptElement) {
    const { assistant = "", theme = "", accent = "", position = "" } = script.dataset;
    this.#origin = new URL(script.src).origin;
    const query = new URLSearchParams({ assistant, theme, host: location.origin });
    this.#address = `${this.#origin}/widget/frame?${query.toString()}`;
    this.#memory = `baton:${assistant}`;
    this.#build();
    const known = this.#recall();
    this.#look(accent || known.accent, known.ink, position || known.side);
    this.#host.dataset.theme = theme;
    window.addEventListener(
      "message",
      guard((event) => this.#hear(event)),
    );
    if (known.used)
      setTimeout(
        guard(() => this.#load()),
        800,
      );
  }

  open(): void {
    this.#load();
    this.#show(true);
    if (this.#ready) this.#greet();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#show(false);
    tell(this.#frame?.contentWindow ?? null, this.#origin, { type: "close" });
    this.#button.focus();
  }

  #build(): void {
    const root = this.#host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(launcherCss);
    root.adoptedStyleSheets = [sheet];
    this.#panel.className = "panel";
    this.#note.role = "status";
    this.#panel.append(this.#note);
    this.#badge.className = "badge";
    this.#button.className = "launcher";
    this.#button.type = "button";
    this.#button.dataset.testid = "baton-launcher";
    this.#button.append(icon(CHAT, "chat"), icon(CROSS, "cross"), this.#badge);
    this.#button.onclick = guard(() => (this.#isOpen ? this.close() : this.open()));
    this.#button.onpointerenter = this.#button.onfocus = guard(() => this.#load());
    this.#host.onkeydown = guard((event: KeyboardEvent) => {
      if (event.key === "Escape") this.close();
    });
    root.append(this.#panel, this.#button);
    this.#show(false);
    // The top layer: neither a transform nor a z-index of the page reaches it.
    this.#host.popover = "manual";
    this.#attach();
  }

  /** A page that replaces all of itself takes the launcher away; a moment later it is back. */
  #attach(): void {
    const watcher = new MutationObserver(() => {
      if (this.#host.isConnected) return;
      watcher.disconnect();
      this.#ready = false;
      setTimeout(
        guard(() => this.#attach()),
        RETURNS_MS,
      );
    });
    const page = document.documentElement;
    page.append(this.#host);
    if ("showPopover" in this.#host) this.#host.showPopover();
    watcher.observe(document, { childList: true });
    watcher.observe(page, { childList: true });
  }

  #load(): void {
    if (this.#frame) return;
    const frame = document.createElement("iframe");
    frame.title = "Chat";
    frame.allow = "clipboard-write";
    frame.src = this.#address;
    frame.onload = guard(() => this.#expect(SETTLES_MS));
    this.#frame = frame;
    this.#note.textContent = "Loading…";
    this.#panel.append(frame);
    this.#expect(WAITS_MS);
  }

  /** A frame that says nothing shows an error of the browser: take it away, opening tries again. */
  #expect(ms: number): void {
    const frame = this.#frame;
    setTimeout(() => {
      if (this.#ready || this.#frame !== frame) return;
      frame?.remove();
      this.#frame = null;
      this.#note.textContent = "The chat cannot be reached. Please try again in a moment.";
    }, ms);
  }

  #show(open: boolean): void {
    this.#isOpen = open;
    this.#host.toggleAttribute("data-open", open);
    this.#button.setAttribute("aria-expanded", String(open));
    this.#count(open ? 0 : this.#unread);
  }

  #count(unread: number): void {
    this.#unread = unread;
    this.#badge.textContent = unread > 9 ? "9+" : String(unread || "");
    const more = unread ? `, ${unread} unread` : "";
    this.#button.setAttribute("aria-label", this.#isOpen ? "Close chat" : `Open chat${more}`);
  }

  #look(accent = "", ink = "", side = ""): void {
    if (/^#[\da-f]{6}$/i.test(accent)) this.#host.style.setProperty("--accent", accent);
    if (/^#[\da-f]{6}$/i.test(ink)) this.#host.style.setProperty("--ink", ink);
    this.#host.toggleAttribute("data-left", side === "left");
  }

  #greet(): void {
    const frame = this.#frame;
    if (!frame) return;
    frame.focus();
    const page = { url: location.href, title: document.title };
    tell(frame.contentWindow, this.#origin, { type: "page", ...page });
    tell(frame.contentWindow, this.#origin, { type: "open" });
  }

  #hear(event: MessageEvent<unknown>): void {
    const message = heard(event, this.#frame?.contentWindow ?? null, this.#origin);
    switch (message?.type) {
      case "ready":
        this.#ready = true;
        this.#host.toggleAttribute("data-ready", true);
        if (this.#isOpen) this.#greet();
        break;
      case "look":
        this.#look(message.accent, message.ink, message.side);
        this.#remember({ accent: message.accent, ink: message.ink, side: message.side });
        break;
      case "close":
        this.close();
        break;
      case "unread":
        this.#count(message.count);
        break;
      case "resize":
        this.#host.toggleAttribute("data-wide", message.wide);
        break;
      case "used":
        this.#remember({ used: "1" });
    }
  }

  #recall(): Record<string, string | undefined> {
    try {
      return JSON.parse(localStorage.getItem(this.#memory) ?? "{}") as Record<string, string>;
    } catch {
      return {};
    }
  }

  #remember(more: Record<string, string>): void {
    try {
      localStorage.setItem(this.#memory, JSON.stringify({ ...this.#recall(), ...more }));
    } catch {
      // A page may block storage; then the badge waits until the chat is opened.
    }
  }
}

function icon(path: string, name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", name);
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Whatever fails here must not be seen by the page's own scripts. */
function guard<Args extends unknown[]>(run: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      run(...args);
    } catch {
      // The page works on without a chat.
    }
  };
}

declare global {
  interface Window {
    Baton?: Baton;
  }
}

guard(() => {
  const script =
    document.currentScript ?? document.querySelector("script[data-assistant][src*='widget.js']");
  if (!(script instanceof HTMLScriptElement) || window.Baton) return;
  const launcher = new Launcher(script);
  window.Baton = {
    open: guard(() => launcher.open()),
    close: guard(() => launcher.close()),
  };
})();
