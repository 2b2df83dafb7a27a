"""Which reps look at a conversation or type in it; kept in memory and soon forgotten."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.schemas.inbox import PresenceState, PresentRep
from core.bus import INBOX_TOPIC, Bus, Ephemeral, conversation_topic
from core.clock import Clock
from core.views import ConversationView, RepView
from core.vocabulary import AuthorKind, Mode

LIFETIME = timedelta(seconds=30)
SWEEP_S = 5.0
ACTIVITY_INTERVAL = timedelta(seconds=5)


@dataclass(slots=True)
class _Seen:
    name: str
    state: PresenceState
    until: datetime


class Presence:
    """Hints of this process's reps; the page repeats them while it is open."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus, self._clock = bus, clock
        self._seen: dict[str, dict[str, _Seen]] = {}
        self._active: dict[tuple[str, str], datetime] = {}

    def note(self, conversation_id: str, rep: RepView, state: PresenceState) -> None:
        """Remember the state; tell the others when it is news."""
        here = self._seen.setdefault(conversation_id, {})
        before = here.get(rep.id)
        if state is PresenceState.AWAY:
            here.pop(rep.id, None)
        else:
            here[rep.id] = _Seen(rep.name, state, self._clock.now() + LIFETIME)
        if not here:
            del self._seen[conversation_id]
        if (before.state if before else PresenceState.AWAY) is not state:
            self._tell(conversation_id, rep.id, rep.name, state)

    def present(self, conversation_id: str) -> list[PresentRep]:
        return [
            PresentRep(id=rep_id, name=seen.name, state=seen.state)
            for rep_id, seen in self._seen.get(conversation_id, {}).items()
        ]

    def everywhere(self) -> dict[str, list[PresentRep]]:
        """By conversation, for an inbox that has just opened."""
        return {conversation_id: self.present(conversation_id) for conversation_id in self._seen}

    async def keep_sweeping(self) -> None:
        """Sweep now and then until cancelled."""
        while True:
            await asyncio.sleep(SWEEP_S)
            self.sweep()

    def sweep(self) -> None:
        """Forget who has not been heard of."""
        now = self._clock.now()
        for conversation_id, here in list(self._seen.items()):
            for rep_id, seen in list(here.items()):
                if seen.until <= now:
                    del here[rep_id]
                    self._tell(conversation_id, rep_id, seen.name, PresenceState.AWAY)
            if not here:
                del self._seen[conversation_id]
        self._active = {key: at for key, at in self._active.items() if now - at < ACTIVITY_INTERVAL}

    def is_due(self, conversation_id: str, rep_id: str) -> bool:
        """True at most every `ACTIVITY_INTERVAL`: typing moves the idle clock, not every key."""
        now = self._clock.now()
        before = self._active.get((conversation_id, rep_id))
        if before is not None and now - before < ACTIVITY_INTERVAL:
            return False
        self._active[conversation_id, rep_id] = now
        return True

    def _tell(self, conversation_id: str, rep_id: str, name: str, state: PresenceState) -> None:
        data: dict[str, Any] = {
            "conversation_id": conversation_id,
            "rep": {"id": rep_id, "name": name},
            "state": state,
            "reps": [item.model_dump(mode="json") for item in self.present(conversation_id)],
        }
        hint = Ephemeral(conversation_id, "presence", data, internal=True)
        self._bus.publish(conversation_topic(conversation_id), hint)
        self._bus.publish(INBOX_TOPIC, hint)


def tell_visitor_of_typing(bus: Bus, conversation: ConversationView, rep: RepView) -> None:
    """The visitor learns that the person who has the conversation is typing; nobody else's."""
    if conversation.mode is not Mode.HUMAN:
        return
    if conversation.owner is None or conversation.owner.id != rep.id:
        return
    author = {"kind": AuthorKind.REP, "id": rep.id, "name": rep.name}
    bus.publish(
        conversation_topic(conversation.id),
        Ephemeral(conversation.id, "typing", {"author": author}),
    )


def tell_reps_of_typing(bus: Bus, conversation_id: str, name: str) -> None:
    """Reps see that the visitor is typing; the text itself stays with the visitor."""
    author = {"kind": AuthorKind.VISITOR, "name": name}
    bus.publish(
        conversation_topic(conversation_id),
        Ephemeral(conversation_id, "typing", {"author": author}, internal=True),
    )
