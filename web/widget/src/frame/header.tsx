import type { JSX } from "preact";
import { AiBadge, Avatar } from "./avatar";
import { useChat, useFrame } from "./context";
import { Icon, type IconName } from "./icons";
import type { FrameState } from "./state";

export function Header(): JSX.Element {
  const chat = useChat();
  const state = useFrame();
  return (
    <header class="header">
      {state.view === "thread" && (
        <IconButton icon="back" label="All conversations" onClick={() => void chat.goHome()} />
      )}
      <Speaker state={state} />
      <span class="only-wide">
        <IconButton
          icon={state.wide ? "narrow" : "wide"}
          label={state.wide ? "Make smaller" : "Make larger"}
          onClick={() => chat.setWide(!state.wide)}
        />
      </span>
      <IconButton icon="close" label="Close chat" onClick={() => chat.close()} />
    </header>
  );
}

interface IconButtonProps {
  icon: IconName;
  label: string;
  onClick: () => void;
}

export function IconButton({ icon, label, onClick }: IconButtonProps): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

/** Who answers right now: the assistant, or a person by name. */
function Speaker({ state }: { state: FrameState }): JSX.Element {
  const name = state.assistant?.name ?? "Chat";
  const conversation = state.view === "thread" ? state.chat.conversation : null;
  const mode = conversation?.mode ?? "ai";
  if (mode === "human" && conversation?.owner) {
    const { owner } = conversation;
    return (
      <div class="speaker" data-testid="speaker" data-mode={mode}>
        <Avatar kind="rep" name={owner.name} size="large" />
        <p>
          <strong>
            <span>{owner.name}</span>
          </strong>
          <small>From the team, here with you</small>
        </p>
      </div>
    );
  }
  return (
    <div class="speaker" data-testid="speaker" data-mode={mode}>
      <Avatar kind="assistant" name={name} size="large" />
      <p>
        <strong>
          <span>{name}</span> {state.assistant && <AiBadge />}
        </strong>
        {state.assistant && <small>{STATUS[mode]}</small>}
      </p>
    </div>
  );
}

const STATUS = {
  ai: "Answers from our documentation",
  waiting: "A person has been asked to join",
  human: "A person of the team is here",
  closed: "Conversation closed",
};
