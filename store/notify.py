"""The bus of the scaled layout: local readers, and Postgres LISTEN/NOTIFY to the other processes.

A notification names a committed event by conversation and seq, never its text; passing hints travel
whole while they are small. Whoever misses a notification loses nothing: a lost connection ends all
local subscriptions, the next one those that began meanwhile, and their readers resume from SQL.
"""

import asyncio
from contextlib import suppress
from secrets import token_hex
from typing import Any

import asyncpg
import orjson
import structlog

from core.bus import (
    CONVERSATION_CHANGED,
    INBOX_TOPIC,
    BusMessage,
    CommittedEvent,
    Ephemeral,
    InProcessBus,
    conversation_changed,
    conversation_topic,
)
from core.errors import Unavailable
from store import conversations, events
from store.database import Database, database_url

log = structlog.get_logger()

CHANNEL = "baton"
MAX_PAYLOAD_BYTES = 7_900  # NOTIFY refuses 8,000
RECONNECT_S = 1.0
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
WAKE = b""


class PostgresBus(InProcessBus):
    """Use `start` before and `stop` after; `publish` never waits for Postgres."""

    def __init__(self, url: str, db: Database) -> None:
        super().__init__()
        self._url = database_url(url).set(drivername="postgresql")
        self._db = db
        self._node = token_hex(8)
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._unsent: bytes | None = None
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listen before anything is published."""
        ready = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._keep_connected(ready)),
            asyncio.create_task(self._deliver()),
        ]
        await ready.wait()

    async def stop(self) -> None:
        self.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def publish(self, topic: str, message: BusMessage) -> None:
        super().publish(topic, message)
        payload = self._payload(topic, message)
        if payload is not None and len(payload) <= MAX_PAYLOAD_BYTES:
            self._outgoing.put_nowait(payload)

    def _payload(self, topic: str, message: BusMessage) -> bytes | None:
        if isinstance(message, CommittedEvent):
            named = {"node": self._node, "c": message.conversation_id, "seq": message.seq}
            return orjson.dumps(named)
        if message.name == CONVERSATION_CHANGED:
            return None  # every process makes its own from the committed event
        return orjson.dumps(
            {
                "node": self._node,
                "c": message.conversation_id,
                "topic": topic,
                "name": message.name,
                "data": message.data,
                "internal": message.internal,
            }
        )

    async def _keep_connected(self, ready: asyncio.Event) -> None:
        while True:
            try:
                connection = await asyncpg.connect(self._url.render_as_string(hide_password=False))
            except AWAY as error:
                log.warning("bus_unreachable", cause=str(error))
                await asyncio.sleep(RECONNECT_S)
                continue
            connection.add_termination_listener(self._lost)
            try:
                await connection.add_listener(CHANNEL, self._received)
                if ready.is_set():  # what others told between the two connections was not heard
                    self.interrupt()
                ready.set()
                await self._send(connection)
            except AWAY as error:
                log.warning("bus_interrupted", cause=str(error))
                self.interrupt()  # what was missed meanwhile is read from SQL on reconnect
            finally:
                with suppress(OSError, asyncpg.InterfaceError):
                    await connection.close(timeout=1)

    async def _send(self, connection: Any) -> None:
        while True:
            self._unsent = self._unsent or await self._outgoing.get()
            if connection.is_closed():
                raise ConnectionError("the connection was lost")
            if self._unsent != WAKE:
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, self._unsent.decode())
            self._unsent = None

    def _lost(self, connection: Any) -> None:
        """Wake `_send`: a process that only listens would not notice."""
        self._outgoing.put_nowait(WAKE)

    def _received(self, connection: Any, pid: int, channel: str, payload: str) -> None:
        notice = orjson.loads(payload)
        if notice["node"] != self._node:
            self._incoming.put_nowait(notice)

    async def _deliver(self) -> None:
        while True:
            notice = await self._incoming.get()
            if "seq" in notice:
                try:
                    await self._deliver_event(notice["c"], notice["seq"])
                except Unavailable:
                    self.interrupt()
            else:
                hint = Ephemeral(notice["c"], notice["name"], notice["data"], notice["internal"])
                self.deliver(notice["topic"], hint)

    async def _deliver_event(self, conversation_id: str, seq: int) -> None:
        topic = conversation_topic(conversation_id)
        if topic not in self.readers and INBOX_TOPIC not in self.readers:
            return
        found = await self._db.read(lambda s: events.after(s, conversation_id, seq - 1, limit=1))
        for event in found:
            self.deliver(topic, event)
        if found and INBOX_TOPIC in self.readers:
            view = await self._db.read(lambda s: conversations.view(s, conversation_id))
            self.deliver(INBOX_TOPIC, conversation_changed(view, found[0]))
