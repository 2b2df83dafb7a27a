import { afterEach, beforeEach, expect, test, vi } from "vitest";

const ORIGIN = "https://chat.test";
const watchers: MutationObserver[] = [];

beforeEach(() => {
  vi.stubGlobal(
    "MutationObserver",
    class extends MutationObserver {
      constructor(seen: MutationCallback) {
        super(seen);
        watchers.push(this);
      }
    },
  );
  // jsdom gives frames inside a shadow root no window of their own.
  vi.spyOn(HTMLIFrameElement.prototype, "contentWindow", "get").mockReturnValue(window);
  vi.stubGlobal(
    "CSSStyleSheet",
    class {
      replaceSync(): void {
        // jsdom has no constructable style sheets.
      }
    },
  );
});

afterEach(() => {
  for (const watcher of watchers.splice(0)) watcher.disconnect();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.resetModules();
  localStorage.clear();
  delete window.Baton;
  document.documentElement.innerHTML = "";
});

async function load(attributes = `data-assistant="key 1"`): Promise<ShadowRoot> {
  document.body.innerHTML = `<p>Page</p><script src="${ORIGIN}/widget.js" ${attributes}></script>`;
  await import("./loader");
  return document.documentElement.lastElementChild!.shadowRoot!;
}

function launcher(root: ShadowRoot): HTMLButtonElement {
  return root.querySelector<HTMLButtonElement>("[data-testid=baton-launcher]")!;
}

/** What the frame says, as the browser would deliver it. */
function say(root: ShadowRoot, message: object, origin = ORIGIN): void {
  const source = root.querySelector("iframe")?.contentWindow ?? null;
  window.dispatchEvent(new MessageEvent("message", { origin, source, data: { baton: message } }));
}

test("nothing is loaded before somebody wants to chat", async () => {
  const root = await load();
  expect(root.querySelector("iframe")).toBeNull();
  launcher(root).click();
  const frame = root.querySelector("iframe")!;
  expect(frame.src).toContain(`${ORIGIN}/widget/frame?assistant=key+1`);
  expect(launcher(root).getAttribute("aria-expanded")).toBe("true");
});

test("the page itself is not touched", async () => {
  const before = document.body.className;
  await load();
  expect(document.body.querySelectorAll("div, style, link, iframe")).toHaveLength(0);
  expect(document.body.className).toBe(before);
});

test("the frame closes the chat, and focus goes back to the launcher", async () => {
  const root = await load();
  window.Baton?.open();
  say(root, { type: "close" });
  expect(launcher(root).getAttribute("aria-expanded")).toBe("false");
  expect(root.activeElement).toBe(launcher(root));
});

test("the number of unread messages is on the launcher and in its name", async () => {
  const root = await load();
  launcher(root).focus();
  say(root, { type: "unread", count: 12 });
  expect(root.querySelector(".badge")?.textContent).toBe("9+");
  expect(launcher(root).getAttribute("aria-label")).toBe("Open chat, 12 unread");
});

test("other pages cannot steer the chat", async () => {
  const root = await load();
  window.Baton?.open();
  say(root, { type: "close" }, "https://evil.test");
  expect(launcher(root).getAttribute("aria-expanded")).toBe("true");
});

test("a frame that never speaks is taken away with a word, and opening again tries anew", async () => {
  vi.useFakeTimers();
  const root = await load();
  launcher(root).click();
  root.querySelector("iframe")!.dispatchEvent(new Event("load"));
  await vi.advanceTimersByTimeAsync(4_000);
  expect(root.querySelector("iframe")).toBeNull();
  expect(root.querySelector("p")?.textContent).toContain("cannot be reached");
  launcher(root).click();
  launcher(root).click();
  expect(root.querySelector("iframe")).not.toBeNull();
  expect(root.querySelector("p")?.textContent).toBe("Loading…");
  vi.useRealTimers();
});

test("a frame that has said it listens stays, and only then the launcher may give way", async () => {
  vi.useFakeTimers();
  const root = await load();
  launcher(root).click();
  expect((root.host as HTMLElement).dataset["ready"]).toBeUndefined();
  say(root, { type: "ready" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(root.querySelector("iframe")).not.toBeNull();
  expect((root.host as HTMLElement).dataset["ready"]).toBe("");
  vi.useRealTimers();
});

test("a page that replaces all of itself has the launcher again, and the chat as it was", async () => {
  vi.useFakeTimers();
  const root = await load();
  launcher(root).click();
  say(root, { type: "ready" });
  document.documentElement.innerHTML = "<body><p>Another page</p></body>";
  await vi.advanceTimersByTimeAsync(100);
  expect(root.host.isConnected).toBe(true);
  document.documentElement.replaceWith(document.createElement("html"));
  await vi.advanceTimersByTimeAsync(100);
  expect(root.host.isConnected).toBe(true);
  expect(launcher(root).getAttribute("aria-expanded")).toBe("true");
  say(root, { type: "ready" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(root.querySelector("iframe")).not.toBeNull();
  vi.useRealTimers();
});

test("a second copy of the script changes nothing", async () => {
  await load();
  const first = window.Baton;
  vi.resetModules();
  await import("./loader");
  expect(window.Baton).toBe(first);
  expect(document.documentElement.querySelectorAll(":scope > div")).toHaveLength(1);
});

test("a page where the loader cannot work gets no error", async () => {
  vi.stubGlobal("CSSStyleSheet", undefined);
  document.body.innerHTML = `<script src="${ORIGIN}/widget.js" data-assistant="k"></script>`;
  await expect(import("./loader")).resolves.toBeDefined();
  expect(window.Baton).toBeUndefined();
});
