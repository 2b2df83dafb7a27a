import { fullTime, shortTime } from "@baton/shared/time";
import type { Conversation } from "@baton/shared/chat/types";
import type { JSX } from "preact";
import { withoutMarks } from "@baton/shared/chat/citations";
import { useChat, useFrame } from "./context";
import { Icon } from "./icons";

export function Home(): JSX.Element {
  const chat = useChat();
  const { assistant, conversations } = useFrame();
  const starters = assistant?.starters ?? [];
  return (
    <div class="home scroller">
      <h1 class="greeting">{assistant?.greeting ?? "How can we help?"}</h1>
      {starters.length > 0 && (
        <section aria-labelledby="starters">
          <h2 id="starters">People often ask</h2>
          <ul class="starters">
            {starters.map((text) => (
              <li key={text}>
                <button type="button" class="starter" onClick={() => chat.send(text)}>
                  {text}
                  <Icon name="arrow" size={16} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {conversations.length > 0 && (
        <section aria-labelledby="past">
          <h2 id="past">Your conversations</h2>
          <ul class="past">
            {conversations.map((conversation) => (
              <li key={conversation.id}>
                <ConversationRow conversation={conversation} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function ConversationRow({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  const { id, last_message: last, mode, owner, updated_at } = conversation;
  const at = last?.created_at ?? updated_at;
  const status = mode === "human" ? (owner?.name ?? STATUS.human) : STATUS[mode];
  return (
    <button type="button" class="past-row" onClick={() => chat.openThread(id)}>
      <span class="past-text" dir="auto">
        {last ? withoutMarks(last.asked ?? last.text) : "New conversation"}
      </span>
      <span class={`past-status mode-${mode}`}>
        {status} ·{" "}
        <time dateTime={at} title={fullTime(at)}>
          {shortTime(at)}
        </time>
      </span>
    </button>
  );
}

const STATUS = {
  ai: "With the assistant",
  waiting: "Waiting for a person",
  human: "With the team",
  closed: "Closed",
};
