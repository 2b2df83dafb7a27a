/** Where the visitor stands while nobody has answered yet: told from state, never by the model. */
import { duration } from "@baton/shared/time";
import type { Conversation } from "@baton/shared/chat/types";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useChat, useFrame, useNow } from "./context";
import { Icon } from "./icons";

export function WaitingCard({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  const { assistant, email } = useFrame();
  const now = useNow(10_000);
  const known = email ?? conversation.visitor.email;
  const [leaving, setLeaving] = useState(false);
  const since = conversation.waiting_since ? Date.parse(conversation.waiting_since) : now;
  const target = assistant?.response_target_s ?? 300;
  return (
    <section class="waiting" data-testid="waiting-card" aria-label="Waiting for a person">
      <h2>
        <Icon name="clock" size={18} />
        Waiting for a person
      </h2>
      <p>{expectation(assistant?.open_now ?? true, (now - since) / 1000, target)}</p>
      <p class="waiting-since">
        Asked {now - since < 60_000 ? "just now" : `${duration((now - since) / 1000)} ago`}. The
        assistant is silent until then.
      </p>
      {known ? (
        <p class="waiting-since">The team can also reach you at {known}.</p>
      ) : (
        leaving && <EmailForm onDone={() => setLeaving(false)} />
      )}
      <div class="waiting-actions">
        <button
          type="button"
          class="quiet"
          data-testid="withdraw"
          onClick={() => void chat.withdraw()}
        >
          Back to the assistant
        </button>
        {!leaving && !known && (
          <button type="button" class="quiet" onClick={() => setLeaving(true)}>
            Leave an e-mail address
          </button>
        )}
      </div>
    </section>
  );
}

export function expectation(open: boolean, waitedS: number, targetS: number): string {
  if (!open) {
    return "The team is away right now. Your message is in their inbox and they will answer here.";
  }
  if (waitedS > targetS) {
    return "This takes longer than usual. Your place is kept: you can close this window and come back.";
  }
  return `The team has been told. We aim to reply within ${duration(targetS)}.`;
}

function EmailForm({ onDone }: { onDone: () => void }): JSX.Element {
  const chat = useChat();
  const [email, setEmail] = useState("");
  return (
    <form
      class="email"
      onSubmit={(event) => {
        event.preventDefault();
        void chat.askForPerson(email);
        onDone();
      }}
    >
      <input
        type="email"
        required
        autoComplete="email"
        maxLength={200}
        aria-label="Your e-mail address"
        placeholder="you@example.com"
        value={email}
        onInput={(event) => setEmail(event.currentTarget.value)}
      />
      <button type="submit" class="primary">
        Save
      </button>
    </form>
  );
}
