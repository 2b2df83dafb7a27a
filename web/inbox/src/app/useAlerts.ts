import { useCallback, useEffect, useRef, useState } from "react";
import type { Conversation, Mode } from "../api/types";
import { readStored, writeStored } from "../ui/stored";
import { go } from "./route";
import { chime } from "./chime";

const SOUND = "baton.sound";
const FRESH_MS = 60_000;

export interface Alerts {
  permission: NotificationPermission | "unsupported";
  sound: boolean;
  ask: () => void;
  toggleSound: () => void;
  notice: (conversation: Conversation, own: boolean) => void;
}

/** A badge in the title, a browser notification, a sound: each tells once that somebody began to wait. */
export function useAlerts(waiting: number): Alerts {
  const [permission, setPermission] = useState<Alerts["permission"]>(() =>
    typeof Notification === "undefined" ? "unsupported" : Notification.permission,
  );
  const [sound, setSound] = useState(() => readStored(SOUND, false));
  const told = useRef(new Set<string>());
  const modes = useRef(new Map<string, Mode>());

  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) Inbox · Baton` : "Inbox · Baton";
  }, [waiting]);

  const notice = useCallback(
    (conversation: Conversation, own: boolean) => {
      const wait = newWait(conversation, Date.now(), modes.current.get(conversation.id));
      modes.current.set(conversation.id, conversation.mode);
      if (!wait || told.current.has(wait)) return;
      told.current.add(wait);
      if (!own) return;
      if (sound) chime();
      if (permission === "granted") show(conversation);
    },
    [sound, permission],
  );
  const ask = useCallback(() => {
    void Notification.requestPermission().then(setPermission);
  }, []);
  const toggleSound = useCallback(() => {
    setSound((on) => {
      writeStored(SOUND, !on);
      if (!on) chime();
      return !on;
    });
  }, []);
  return { permission, sound, ask, toggleSound, notice };
}

/**
 * Names this wait, if it has just begun; a reconnect must not ring for old ones. `before`: the mode that was
 * heard of last. Who waits again because a rep stayed silent has waited for long, and is new to everybody.
 */
export function newWait(
  { id, mode, epoch, waiting_since }: Conversation,
  now: number,
  before?: Mode,
): string | null {
  if (mode !== "waiting" || !waiting_since) return null;
  const fresh = now - Date.parse(waiting_since) < FRESH_MS;
  return fresh || (before && before !== "waiting") ? `${id}:${epoch}` : null;
}

function show(conversation: Conversation): void {
  const body = conversation.escalation?.summary ?? conversation.last_message?.text ?? "";
  const shown = new Notification(`${conversation.visitor.name} is waiting for a person`, {
    body,
    tag: conversation.id,
  });
  shown.onclick = () => {
    window.focus();
    go({ page: "inbox", view: "waiting", conversation: conversation.id, pane: "main" });
    shown.close();
  };
}
