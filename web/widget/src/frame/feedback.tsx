import type { JSX } from "preact";
import { useChat } from "./context";
import { Icon } from "./icons";

interface FeedbackProps {
  messageId: string;
  helpful: boolean | undefined;
}

export function Feedback({ messageId, helpful }: FeedbackProps): JSX.Element {
  const chat = useChat();
  const choice = (value: boolean, label: string) => (
    <button
      type="button"
      class="thumb"
      aria-label={label}
      aria-pressed={helpful === value}
      onClick={() => void chat.rate(messageId, value)}
    >
      <Icon name={value ? "up" : "down"} size={15} />
    </button>
  );
  return (
    <div class="feedback" role="group" aria-label="Was this helpful?">
      {choice(true, "Helpful")}
      {choice(false, "Not helpful")}
      {helpful !== undefined && <span class="thanks">Thank you</span>}
    </div>
  );
}
