"""How committed events and passing hints reach the readers of this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self

from core.views import ConversationView
from core.vocabulary import EventName

INBOX_TOPIC = "inbox"
KNOWLEDGE_TOPIC = "knowledge"
QUEUE_LIMIT = 1_000


def conversation_topic(conversation_id: str) -> str:
    return f"conversation:{conversation_id}"


@dataclass(frozen=True, slots=True)
class CommittedEvent:
    """A durable event; `data` is its stored JSON. Readers fill gaps in `seq` from SQL."""

    conversation_id: str
    seq: int
    name: EventName
    data: str
    internal: bool
    epoch: int


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A hint that may be lost: answer deltas, typing, presence."""

    conversation_id: str
    name: str
    data: dict[str, Any]
    internal: bool = False


BusMessage = CommittedEvent | Ephemeral


CONVERSATION_CHANGED: Final = "conversation.changed"


def conversation_changed(conversation: ConversationView, newest: CommittedEvent) -> Ephemeral:
    """Tell the inbox how a conversation stands after its newest event."""
    data = {
        "conversation": conversation.model_dump(mode="json"),
        "name": newest.name,
        "seq": newest.seq,
    }
    return Ephemeral(conversation.id, CONVERSATION_CHANGED, data, internal=True)


def gap_changed(gap_id: str) -> Ephemeral:
    """Tell the inbox that a knowledge gap has grown, or cost people more time."""
    return Ephemeral("", "gap.changed", {"id": gap_id}, internal=True)


class Subscription(Protocol):
    """An async iterator of messages; `lost` turns true when a slow reader was cut off."""

    lost: bool

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...
    def __aiter__(self) -> AsyncIterator[BusMessage]: ...
    async def __anext__(self) -> BusMessage: ...
    def close(self) -> None:
        """Leave every topic; the iterator ends."""
        ...


class Bus(Protocol):
    def publish(self, topic: str, message: BusMessage) -> None:
        """Hand the message to every subscriber of the topic; never blocks, never fails."""
        ...

    def has_readers(self, topic: str) -> bool:
        """Whether making a passing hint for this topic is worth the work."""
        ...

    def subscribe(self, *topics: str) -> Subscription:
        """Messages from the moment of entering the context on."""
        ...


def tell_source_changed(bus: Bus, source_id: str) -> None:
    """Tell the inbox, and the processes that answer, that a source is worth looking at again."""
    hint = Ephemeral("", "source.changed", {"id": source_id}, internal=True)
    for topic in (INBOX_TOPIC, KNOWLEDGE_TOPIC):
        bus.publish(topic, hint)


class QueueSubscription:
    """A bounded queue; a reader that falls `QUEUE_LIMIT` behind is ended and must refetch."""

    def __init__(self, bus: "InProcessBus", topics: tuple[str, ...]) -> None:
        self._bus, self._topics = bus, topics
        self._queue: asyncio.Queue[BusMessage | None] = asyncio.Queue(QUEUE_LIMIT + 1)
        self.lost = False

    async def __aenter__(self) -> Self:
        for topic in self._topics:
            self._bus.readers.setdefault(topic, set()).add(self)
        if self._bus.is_closed:  # who comes back while the process stops is not kept waiting
            self.close()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for topic in self._topics:
            readers = self._bus.readers.get(topic)
            if readers is not None:
                readers.discard(self)
                if not readers:
                    del self._bus.readers[topic]
        with suppress(asyncio.QueueFull):
            self._queue.put_nowait(None)

    def put(self, message: BusMessage) -> None:
        if self._queue.qsize() >= QUEUE_LIMIT:
            self.lost = True
            self.close()
        else:
            self._queue.put_nowait(message)

    def __aiter__(self) -> AsyncIterator[BusMessage]:
        return self

    async def __anext__(self) -> BusMessage:
        message = await self._queue.get()
        if message is None:
            raise StopAsyncIteration
        return message


class InProcessBus:
    """The bus of the embedded layout; use it from one event loop."""

    def __init__(self) -> None:
        self.readers: dict[str, set[QueueSubscription]] = {}
        self.is_closed = False

    def publish(self, topic: str, message: BusMessage) -> None:
        self.deliver(topic, message)

    def deliver(self, topic: str, message: BusMessage) -> None:
        """Hand a message, from here or from another process, to the readers of this one."""
        for reader in tuple(self.readers.get(topic, ())):
            reader.put(message)

    def has_readers(self, topic: str) -> bool:
        return topic in self.readers

    def subscribe(self, *topics: str) -> QueueSubscription:
        return QueueSubscription(self, topics)

    def close(self) -> None:
        """End every subscription, also those to come, so that open streams finish."""
        self.is_closed = True
        self.interrupt()

    def interrupt(self) -> None:
        """End every subscription there is now; who missed messages comes back and refetches."""
        for readers in tuple(self.readers.values()):
            for reader in tuple(readers):
                reader.close()
