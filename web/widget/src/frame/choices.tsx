import type { ChatState } from "@baton/shared/chat/reducer";
import type { JSX } from "preact";
import { useChat } from "./context";

/** What the visitor may tap in reply to the newest message; gone as soon as they reply. */
export function Choices({ state }: { state: ChatState }): JSX.Element | null {
  const chat = useChat();
  const { messages, pending, conversation, turn } = state;
  const choices = messages.at(-1)?.choices ?? [];
  const open = conversation?.mode === "ai" && pending.length === 0 && !turn;
  if (!open || choices.length === 0) return null;
  return (
    <ul class="choices" aria-label="Suggested replies">
      {choices.map((text) => (
        <li key={text}>
          <button type="button" class="choice" onClick={() => chat.send(text)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
