/** Where the visitor stands while nobody has answered yet: told from state, never by the model. */
import type { Conversation } from "@baton/shared/chat/types";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useChat, useFrame, useNow } from "./context";
import { Icon } from "./icons";

export function WaitingCard({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  const { assistant, email } = useFrame();
  const now = useNow(10_000);
  const known = email ?? conversation.visitor.email;
  const [leaving, setLeaving] = useState(false);
  const waitedS = secondsSince(conversation.waiting_since, now);
  return (
    <section class="waiting" data-testid="waiting-card" aria-label="Waiting for a person">
      <h2>
        <Icon name="clock" size={18} />
        Waiting for a person
      </h2>
      <p>{expectation(assistant?.open_now, waitedS, assistant?.response_target_s)}</p>
      <p class="waiting-since">
        Asked {waitedS < 60 ? "just now" : `${inWords(waitedS)} ago`}. The assistant stays silent.
      </p>
      {leaving ? (
        <EmailForm email={known ?? ""} onDone={() => setLeaving(false)} />
      ) : (
        known && <Reach email={known} onChange={() => setLeaving(true)} />
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
            Leave an email address
          </button>
        )}
      </div>
    </section>
  );
}

function secondsSince(time: string | null, now: number): number {
  return time === null ? 0 : (now - Date.parse(time)) / 1000;
}

function Reach({ email, onChange }: { email: string; onChange: () => void }): JSX.Element {
  return (
    <p class="waiting-since">
      The team can also reach you at {email}.{" "}
      <button type="button" class="link" onClick={onChange}>
        Change
      </button>
    </p>
  );
}

export function expectation(open = true, waitedS: number, targetS = 300): string {
  if (!open) {
    return "The team is away right now. Your message is in their inbox and they will answer here.";
  }
  if (waitedS > targetS) {
    return "This takes longer than usual. Your place is kept: you can close this window and come back.";
  }
  return `The team has been told. We aim to reply within ${inWords(targetS)}.`;
}

const UNITS = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", Infinity],
] as const;

/** `5 minutes`, kept on one line. */
function inWords(seconds: number): string {
  let count = seconds;
  for (const [unit, next] of UNITS) {
    const whole = Math.max(1, Math.round(count));
    if (whole < next) return `${whole}\u00a0${unit}${whole === 1 ? "" : "s"}`;
    count /= next;
  }
  return "";
}

/** What was typed stays until it is saved. */
function EmailForm({ email, onDone }: { email: string; onDone: () => void }): JSX.Element {
  const chat = useChat();
  const [address, setAddress] = useState(email);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="email"
      onSubmit={(event) => {
        event.preventDefault();
        void chat.askForPerson(address).then((done) => done && onDone());
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone();
      }}
    >
      <input
        ref={field}
        type="email"
        required
        autoComplete="email"
        maxLength={200}
        aria-label="Your email address"
        placeholder="you@example.com"
        value={address}
        onInput={(event) => setAddress(event.currentTarget.value)}
      />
      <button type="submit" class="primary">
        Save
      </button>
    </form>
  );
}
