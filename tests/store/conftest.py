"""Every store test runs on SQLite and on Postgres."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from core.assistants import AssistantSettings
from core.bus import InProcessBus
from core.outbox import OutboxItem
from core.views import RepView
from core.vocabulary import Role
from store import assistants, intake, reps, visitors
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from store.migrations import migrate
from tests.postgres import running_postgres
from tests.store.asking import Asking


class MovableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
async def database_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'baton.db'}"
    server: str = request.getfixturevalue("postgres_server")
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return server.rsplit("/", 1)[0] + "/" + name


@pytest.fixture
async def db(database_address: str) -> AsyncIterator[Database]:
    await migrate(database_address)
    database = Database(database_address)
    yield database
    await database.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def bus() -> InProcessBus:
    return InProcessBus()


@pytest.fixture
def submitted() -> list[OutboxItem]:
    return []


@pytest.fixture
def ledger(
    db: Database, bus: InProcessBus, clock: MovableClock, submitted: list[OutboxItem]
) -> Ledger:
    return Ledger(db, bus, submitted.append, clock)


@pytest.fixture
async def assistant(db: Database, clock: MovableClock) -> assistants.Assistant:
    settings = AssistantSettings(idle_resume_s=600, idle_warn_s=60, response_target_s=300)
    return await db.write(
        lambda s: assistants.create(s, clock.now(), name="Guide", key="guide", settings=settings)
    )


@pytest.fixture
async def visitor_id(db: Database, clock: MovableClock, assistant: assistants.Assistant) -> str:
    view, _ = await db.write(
        lambda s: visitors.open_session(s, clock.now(), assistant_id=assistant.id, name="Vera")
    )
    return view.id


@pytest.fixture
def asking(
    db: Database, clock: MovableClock, assistant: assistants.Assistant, visitor_id: str
) -> Asking:
    return Asking(db, clock, assistant.id, visitor_id)


@pytest.fixture
async def alex(db: Database, clock: MovableClock) -> RepView:
    return await db.write(
        lambda s: reps.create(s, clock.now(), email="alex@a.test", name="Alex", role=Role.REP)
    )


@pytest.fixture
async def sam(db: Database, clock: MovableClock) -> RepView:
    return await db.write(
        lambda s: reps.create(s, clock.now(), email="sam@a.test", name="Sam", role=Role.REP)
    )


@pytest.fixture
async def conversation(ledger: Ledger, assistant: assistants.Assistant, visitor_id: str) -> Change:
    """A conversation with its first visitor message, unanswered."""
    return await opened(ledger, assistant, visitor_id)


async def opened(ledger: Ledger, assistant: assistants.Assistant, visitor_id: str) -> Change:
    """Send the first message, under the client id that it always has."""
    return await ledger.commit(
        lambda s, now: intake.start(
            s,
            now,
            assistant_id=assistant.id,
            visitor_id=visitor_id,
            client_id="first",
            text="How do I import my contacts?",
        )
    )


Write = Callable[..., Awaitable[Change]]


@pytest.fixture
def write(ledger: Ledger, conversation: Change, visitor_id: str) -> Write:
    """Send a visitor message into the conversation."""

    async def send(text: str, client_id: str | None = None) -> Change:
        return await ledger.commit(
            lambda s, now: intake.receive(
                s,
                now,
                conversation_id=conversation.conversation.id,
                visitor_id=visitor_id,
                client_id=client_id or uuid4().hex,
                text=text,
            )
        )

    return send
