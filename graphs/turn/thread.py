"""What a turn is given: the thread so far, the assistant, and the custom action in progress."""

from dataclasses import dataclass, field
from typing import Any, Self

from core.assistants import AssistantSettings
from core.ids import new_id
from core.vocabulary import ActionState, AuthorKind


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One public message; rep notes never enter a turn."""

    seq: int
    author: AuthorKind
    text: str
    author_name: str | None = None


@dataclass(frozen=True, slots=True)
class AssistantProfile:
    """Who answers, and by which settings."""

    id: str
    name: str
    settings: AssistantSettings


@dataclass(frozen=True, slots=True)
class Topic:
    """A tag that may be set at handoff; the description says what it means."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One value a visitor gave, and the message it came from."""

    value: str
    message_seq: int
    valid: bool = True


@dataclass(frozen=True, slots=True)
class PendingAction:
    """A custom action in progress; plain data between turns, so it survives restarts and deploys.

    `invalid_tries` counts values refused in a row; `asked_slot` is the slot asked for last.
    """

    name: str
    slots: dict[str, SlotValue] = field(default_factory=dict)
    state: ActionState = ActionState.COLLECTING
    asked_slot: str | None = None
    asked_at_seq: int = 0
    invalid_tries: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; `from_json` reads them back."""
        return {
            "name": self.name,
            "slots": {
                key: {"value": slot.value, "message_seq": slot.message_seq, "valid": slot.valid}
                for key, slot in self.slots.items()
            },
            "state": self.state.value,
            "asked_slot": self.asked_slot,
            "asked_at_seq": self.asked_at_seq,
            "invalid_tries": self.invalid_tries,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            name=data["name"],
            slots={key: SlotValue(**slot) for key, slot in data["slots"].items()},
            state=ActionState(data["state"]),
            asked_slot=data["asked_slot"],
            asked_at_seq=data["asked_at_seq"],
            invalid_tries=data.get("invalid_tries", 0),
        )


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything one turn may know about its conversation.

    `messages` are in order of `seq`. `answered_upto` is the seq up to which visitor messages have
    been answered; None means: all before the last assistant or rep message.
    `revision` is the published knowledge revision, for the trace. `turn_id` names this turn where
    its costs are kept; a thread that is stored nowhere makes one up. `person_called`: the visitor
    asked for a person while the turn ran, so it waits for no model.
    """

    conversation_id: str
    messages: tuple[ThreadMessage, ...]
    assistant: AssistantProfile
    pending_action: PendingAction | None = None
    revision: int = 0
    topics: tuple[Topic, ...] = ()
    answered_upto: int | None = None
    turn_id: str = field(default_factory=lambda: new_id("try"))
    person_called: bool = False

    def unanswered(self) -> tuple[ThreadMessage, ...]:
        """Return the visitor messages this turn answers, oldest first."""
        visitors = [m for m in self.messages if m.author is AuthorKind.VISITOR]
        if self.answered_upto is not None:
            return tuple(m for m in visitors if m.seq > self.answered_upto)
        spoken = (AuthorKind.ASSISTANT, AuthorKind.REP)
        last = max((m.seq for m in self.messages if m.author in spoken), default=-1)
        return tuple(m for m in visitors if m.seq > last)

    def earlier(self) -> tuple[ThreadMessage, ...]:
        """Return what was said before the messages this turn answers."""
        fresh = {m.seq for m in self.unanswered()}
        return tuple(m for m in self.messages if m.seq not in fresh)
