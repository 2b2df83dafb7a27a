"""The live view of a conversation or of the inbox: what was missed, then what happens.

A reader subscribes first, then reads what it missed, then follows the bus. Durable events reach it
in the order of `seq`, none lost and none twice: an event behind the cursor is skipped, a gap in
front of it is filled from the database.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Final

import orjson
from sqlalchemy.orm import Session

from api.identities import Identities
from api.metrics import READERS, STREAM_EVENTS
from api.presence import Presence
from api.streams.drafts import Draft, Drafts
from api.streams.places import Place, Places
from api.streams.projection import for_rep, for_visitor, hint_for_rep, hint_for_visitor
from api.streams.pulse import Guard, Pulse, RepSession
from api.streams.sse import EventStream, Line, frame
from core.bus import (
    INBOX_TOPIC,
    Bus,
    BusMessage,
    CommittedEvent,
    Ephemeral,
    Subscription,
    conversation_topic,
)
from store import conversations, events, turns
from store.database import Database

BATCH: Final = 200
_INBOX_HINTS = frozenset({"conversation.changed", "presence", "source.changed", "gap.changed"})


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads: how events look to them, which hints they get."""

    kind: str
    event: Callable[[CommittedEvent], bytes | None]
    hint: Callable[[Ephemeral], bool]


VISITOR = Audience("visitor", for_visitor, hint_for_visitor)
REP = Audience("rep", for_rep, hint_for_rep)


class Streams:
    """Opens streams; one per process."""

    def __init__(
        self, db: Database, bus: Bus, drafts: Drafts, identities: Identities, presence: Presence
    ) -> None:
        self._db, self._bus, self._drafts = db, bus, drafts
        self._identities, self._presence = identities, presence
        self._places = Places()

    def for_visitor(self, conversation_id: str, cursor: int | None, place: Place) -> EventStream:
        """`cursor` None: the one that was sent cannot be read, so the reader must refetch.

        Errors: 429 when too many streams are open from the same address.
        """
        self._places.require(place)
        reader = ConversationReader(
            self._db, self._bus, self._drafts, VISITOR, conversation_id, cursor
        )
        reader.take_place = partial(self._places.taken, place)
        return EventStream(reader.serve)

    def for_rep(self, conversation_id: str, cursor: int | None, session: RepSession) -> EventStream:
        reader = ConversationReader(self._db, self._bus, self._drafts, REP, conversation_id, cursor)
        reader.guard = self._guard(session)
        return EventStream(reader.serve)

    def for_inbox(self, session: RepSession) -> EventStream:
        return EventStream(InboxReader(self._bus, self._presence, self._guard(session)).serve)

    def _guard(self, session: RepSession) -> Guard:
        async def is_valid() -> bool:
            return await self._identities.rep(session.token, fresh=True) is not None

        return Guard(session, is_valid)


class ConversationReader:
    """One reader of one conversation."""

    __slots__ = (
        "_audience",
        "_bus",
        "_cursor",
        "_db",
        "_drafts",
        "_epoch",
        "_id",
        "guard",
        "take_place",
    )

    def __init__(
        self,
        db: Database,
        bus: Bus,
        drafts: Drafts,
        audience: Audience,
        conversation_id: str,
        cursor: int | None,
    ) -> None:
        self._db, self._bus, self._drafts = db, bus, drafts
        self._audience, self._id, self._cursor = audience, conversation_id, cursor
        self._epoch = 0
        self.guard: Guard | None = None
        self.take_place: Callable[[Callable[[], None]], AbstractContextManager[None]] = _anywhere

    async def serve(self, line: Line) -> None:
        topics = [conversation_topic(self._id)]
        if self.guard:
            topics.append(self.guard.session.topic)
        with READERS.labels(self._audience.kind).track_inprogress():
            async with self._bus.subscribe(*topics) as subscription:
                with self.take_place(subscription.close):
                    await self._follow(line, subscription)

    async def _follow(self, line: Line, subscription: Subscription) -> None:
        draft = self._drafts.draft(self._id)
        text = draft.text if draft else ""
        running = await self._begin(line, draft)
        if draft and running:
            await self._join_draft(line, draft, text)
        pulse = Pulse(line, subscription, self.guard)
        while (message := await pulse.next()) is not None:
            await self._forward(line, message)

    async def _begin(self, line: Line, draft: Draft | None) -> bool:
        """Judge the cursor and send what was missed; says whether the draft's turn still runs."""

        def position(s: Session) -> tuple[int, int, bool]:
            view = conversations.view(s, self._id)
            # A draft may be left over: of its end, this process may not have been told.
            running = draft is not None and turns.is_running(s, draft.turn_id)
            return view.epoch, view.seq, running

        self._epoch, head, running = await self._db.read(position)
        cursor = self._cursor
        if cursor is None or cursor > head:
            self._cursor = head
            await line.write(frame("reset", orjson.dumps({"seq": head})))
        elif cursor < head:
            await self._catch_up(line)
        return running

    async def _catch_up(self, line: Line) -> None:
        """Send everything behind the cursor that the database has."""
        while True:
            found = await self._db.read(self._missed)
            frames = b"".join(self._frame(event) for event in found)
            if frames:
                await line.write(frames)
            if len(found) < BATCH:
                return

    def _missed(self, s: Session) -> list[CommittedEvent]:
        return events.after(s, self._id, self._cursor or 0, BATCH)

    async def _join_draft(self, line: Line, draft: Draft, text: str) -> None:
        """Show the answer in progress as it was when this reader subscribed; the rest follows."""
        current = self._drafts.draft(self._id)
        if current is None or current.turn_id != draft.turn_id or draft.epoch < self._epoch:
            return
        place = {"turn_id": draft.turn_id, "epoch": draft.epoch}
        await line.write(
            frame("answer.reset", orjson.dumps(place))
            + frame("answer.delta", orjson.dumps({**place, "text": text}))
        )

    async def _forward(self, line: Line, message: BusMessage) -> None:
        if isinstance(message, CommittedEvent):
            await self._forward_event(line, message)
        elif self._audience.hint(message) and not self._is_stale(message):
            await line.write(frame(message.name, orjson.dumps(message.data)))

    async def _forward_event(self, line: Line, event: CommittedEvent) -> None:
        cursor = self._cursor or 0
        if event.seq > cursor + 1:
            await self._catch_up(line)
        elif event.seq == cursor + 1:
            data = self._frame(event)
            if data:
                await line.write(data)

    def _is_stale(self, hint: Ephemeral) -> bool:
        """A piece of an answer from before the newest change of who may speak."""
        return hint.name == "answer.delta" and hint.data["epoch"] < self._epoch

    def _frame(self, event: CommittedEvent) -> bytes:
        """Move on to this event; empty when the reader must not see it."""
        self._cursor, self._epoch = event.seq, max(self._epoch, event.epoch)
        data = self._audience.event(event)
        if data is None:
            return b""
        STREAM_EVENTS.labels(self._audience.kind).inc()
        return frame(event.name, data, event.seq)


class InboxReader:
    """One rep's view of the list: hints without ids; after a reconnect the page refetches."""

    def __init__(self, bus: Bus, presence: Presence, guard: Guard) -> None:
        self._bus, self._presence, self._guard = bus, presence, guard

    async def serve(self, line: Line) -> None:
        topics = (INBOX_TOPIC, self._guard.session.topic)
        with READERS.labels("inbox").track_inprogress():
            async with self._bus.subscribe(*topics) as subscription:
                for conversation_id, reps in self._presence.everywhere().items():
                    data = {
                        "conversation_id": conversation_id,
                        "reps": [rep.model_dump(mode="json") for rep in reps],
                    }
                    await line.write(frame("presence", orjson.dumps(data)))
                pulse = Pulse(line, subscription, self._guard)
                while (message := await pulse.next()) is not None:
                    if isinstance(message, Ephemeral) and message.name in _INBOX_HINTS:
                        await line.write(frame(message.name, orjson.dumps(message.data)))


def _anywhere(end: Callable[[], None]) -> AbstractContextManager[None]:
    """Reps are people we know: their streams need no place."""
    return nullcontext()


def parse_cursor(header: str | None, after: str | None) -> int | None:
    """The seq to continue from: the header of a reconnect goes before the query; 0 when neither
    is given, None when it is not a number."""
    text = after if header is None else header
    if text is None or text == "":
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
