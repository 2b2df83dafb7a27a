"""What one process commits or hints, the readers of another process receive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from core.bus import INBOX_TOPIC, CommittedEvent, Ephemeral, conversation_topic
from store import assistants, intake, visitors
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from store.migrations import migrate
from store.notify import PostgresBus
from tests.store.conftest import MovableClock


@pytest.fixture
async def address(postgres_server: str) -> str:
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(postgres_server)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    url = postgres_server.rsplit("/", 1)[0] + "/" + name
    await migrate(url)
    return url


@asynccontextmanager
async def node(address: str) -> AsyncIterator[tuple[Database, PostgresBus]]:
    """One process of the scaled layout."""
    db = Database(address)
    bus = PostgresBus(address, db)
    await bus.start()
    try:
        yield db, bus
    finally:
        await bus.stop()
        await db.close()


async def visitor_writes(db: Database, bus: PostgresBus, clock: MovableClock) -> Change:
    now = clock.now()
    guide = await db.write(lambda s: assistants.create(s, now, name="Guide"))
    vera, _ = await db.write(lambda s: visitors.open_session(s, now, assistant_id=guide.id))
    return await Ledger(db, bus, lambda item: None, clock).commit(
        lambda s, now: intake.start(
            s, now, assistant_id=guide.id, visitor_id=vera.id, client_id="a", text="Hello"
        )
    )


async def test_an_event_reaches_the_inbox_of_another_process(
    address: str, clock: MovableClock
) -> None:
    async with node(address) as (db, bus), node(address) as (_, other):
        async with other.subscribe(INBOX_TOPIC) as inbox:
            change = await visitor_writes(db, bus, clock)
            hint = await anext(inbox)
        assert isinstance(hint, Ephemeral)
        assert hint.data["conversation"]["id"] == change.conversation.id


async def test_event_and_hint_keep_their_order_between_processes(
    address: str, clock: MovableClock
) -> None:
    async with node(address) as (db, bus), node(address) as (_, other):
        async with other.subscribe(INBOX_TOPIC) as inbox:
            change = await visitor_writes(db, bus, clock)
            await anext(inbox)
        topic = conversation_topic(change.conversation.id)
        async with other.subscribe(topic) as reader:
            bus.publish(topic, change.events[0])
            bus.publish(topic, Ephemeral(change.conversation.id, "answer.delta", {"text": "Hi"}))
            event, delta = await anext(reader), await anext(reader)
        assert isinstance(event, CommittedEvent)
        assert event == change.events[0]
        assert isinstance(delta, Ephemeral)
        assert delta.data == {"text": "Hi"}


async def test_who_only_listens_notices_a_lost_connection_and_listens_again(
    address: str, clock: MovableClock
) -> None:
    """Readers go on from SQL at the loss, and once more when nothing can be missed again."""
    async with asyncio.timeout(10), node(address) as (db, bus), node(address) as (_, other):
        ended = asyncio.create_task(ended_twice(other))
        await asyncio.sleep(0)
        await end_all_connections(address)
        await ended
        async with other.subscribe(INBOX_TOPIC) as inbox:
            await visitor_writes(db, bus, clock)
            assert isinstance(await anext(inbox), Ephemeral)


async def ended_twice(bus: PostgresBus) -> None:
    """A reader that comes back at once, as browsers do."""
    for _ in range(2):
        async with bus.subscribe(INBOX_TOPIC) as inbox:
            with pytest.raises(StopAsyncIteration):
                await anext(inbox)


async def end_all_connections(address: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()
