import { useEffect, useEffectEvent } from "react";
import { readStored, writeStored } from "./stored";

/** One listener for the page; the latest component that asks for a key gets it. */
const SWITCH = "baton.shortcuts";
const handlers = new Map<string, Set<() => void>>();
let listening = false;

/** Single letters must be switchable (WCAG 2.1.4). */
export function shortcutsOn(): boolean {
  return readStored(SWITCH, true);
}

export function switchShortcuts(on: boolean): void {
  writeStored(SWITCH, on);
}

export interface KeyInput {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

/** `j`, `?`, `mod+k`; by the printed letter, or by its place on keyboards without Latin letters. */
export function keyName(input: KeyInput): string | null {
  if (input.isComposing || input.altKey) return null;
  const printed = /^[a-z?/]$/i.test(input.key)
    ? input.key
    : /^Key[A-Z]$/.test(input.code)
      ? input.code.slice(3)
      : null;
  if (!printed) return null;
  return (input.ctrlKey || input.metaKey ? "mod+" : "") + printed.toLowerCase();
}

/** Where people type, and inside menus and dialogs, a letter is only a letter. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      "input, textarea, select, [contenteditable=true], [role=menu], [role=dialog]",
    ) !== null
  );
}

function press(event: KeyboardEvent): void {
  const name = keyName(event);
  if (!name || event.defaultPrevented) return;
  const single = !name.startsWith("mod+");
  if (single && (isTyping(event.target) || !shortcutsOn())) return;
  if (runShortcut(name)) event.preventDefault();
}

/** Whether something on the page would do what the key asks for. */
export function answersTo(name: string): boolean {
  return (handlers.get(name)?.size ?? 0) > 0;
}

/** Do what the key would do; false when nothing on the page answers to it now. */
export function runShortcut(name: string): boolean {
  const handler = [...(handlers.get(name) ?? [])].at(-1);
  handler?.();
  return handler !== undefined;
}

export function useShortcut(name: string, run: () => void, enabled = true): void {
  const handler = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return;
    if (!listening) {
      window.addEventListener("keydown", press);
      listening = true;
    }
    const call = () => handler();
    const known = handlers.get(name) ?? new Set();
    handlers.set(name, known.add(call));
    return () => {
      known.delete(call);
    };
  }, [name, enabled]);
}
