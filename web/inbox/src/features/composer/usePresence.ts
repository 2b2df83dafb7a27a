import { useCallback, useEffect, useRef } from "react";
import { tellPresence } from "../../api/presence";

const HEARTBEAT_MS = 15_000;
const TYPING_EVERY_MS = 3_000;
const STOPPED_AFTER_MS = 5_000;

/** Tell others that this rep looks at the conversation; the returned function tells that they type, or do no more. */
export function usePresence(conversationId: string): (typing: boolean) => void {
  const lastTyping = useRef(0);
  const stopped = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const announce = () => tellPresence(conversationId, document.hidden ? "away" : "viewing");
    const beat = () => {
      if (!document.hidden && Date.now() - lastTyping.current > STOPPED_AFTER_MS)
        tellPresence(conversationId, "viewing");
    };
    announce();
    const timer = setInterval(beat, HEARTBEAT_MS);
    const leave = () => tellPresence(conversationId, "away");
    document.addEventListener("visibilitychange", announce);
    window.addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      clearTimeout(stopped.current);
      lastTyping.current = 0;
      document.removeEventListener("visibilitychange", announce);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [conversationId]);

  return useCallback(
    (typing: boolean) => {
      const now = Date.now();
      const stop = () => {
        clearTimeout(stopped.current);
        if (lastTyping.current === 0) return;
        lastTyping.current = 0;
        tellPresence(conversationId, "viewing");
      };
      if (!typing) {
        stop();
        return;
      }
      clearTimeout(stopped.current);
      stopped.current = setTimeout(stop, STOPPED_AFTER_MS);
      if (now - lastTyping.current < TYPING_EVERY_MS) return;
      lastTyping.current = now;
      tellPresence(conversationId, "typing");
    },
    [conversationId],
  );
}
