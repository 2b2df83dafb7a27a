"""The text so far of answers that are being written, for readers who join in the middle."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from core.bus import BusMessage, CommittedEvent, Ephemeral, InProcessBus
from core.vocabulary import EventName

MAX_DRAFTS = 5_000
MAX_DRAFT_CHARS = 32_000


@dataclass(slots=True)
class Draft:
    turn_id: str
    epoch: int
    parts: list[str] = field(default_factory=list)
    chars: int = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)


class Drafts(Protocol):
    def draft(self, conversation_id: str) -> Draft | None:
        """The answer being written in this conversation, if any."""
        ...


class DraftingBus(InProcessBus):
    """A bus that also remembers running drafts; it is its own `Drafts`."""

    def __init__(self) -> None:
        super().__init__()
        self._drafts: OrderedDict[str, Draft] = OrderedDict()

    def draft(self, conversation_id: str) -> Draft | None:
        return self._drafts.get(conversation_id)

    def deliver(self, topic: str, message: BusMessage) -> None:
        if isinstance(message, CommittedEvent):
            self._note_event(message)
        elif message.name == "answer.delta":
            self._note_delta(message)
        elif message.name == "answer.reset":
            self._drafts.pop(message.conversation_id, None)
        super().deliver(topic, message)

    def _note_event(self, event: CommittedEvent) -> None:
        draft = self._drafts.get(event.conversation_id)
        if draft and (event.epoch > draft.epoch or event.name is EventName.TURN_FINISHED):
            del self._drafts[event.conversation_id]

    def _note_delta(self, message: Ephemeral) -> None:
        turn_id, epoch = str(message.data["turn_id"]), int(message.data["epoch"])
        draft = self._drafts.get(message.conversation_id)
        if draft is None or draft.turn_id != turn_id:
            draft = self._drafts[message.conversation_id] = Draft(turn_id, epoch)
            if len(self._drafts) > MAX_DRAFTS:
                self._drafts.popitem(last=False)
        text = str(message.data["text"])
        draft.chars += len(text)
        if draft.chars <= MAX_DRAFT_CHARS:
            draft.parts.append(text)
