"""F9, F22: two processes write in the same moment, on one database."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy.orm import Session

from core.bus import CommittedEvent, InProcessBus
from core.errors import HeldByOther
from core.views import RepView
from core.vocabulary import EventName
from store import assistants, events, intake, messages
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from tests.store.conftest import MovableClock, Write
from tests.store.test_control import reply

PAIRS = 25
LIMIT_S = 4.0


@pytest.fixture
async def elsewhere(
    database_address: str, db: Database, clock: MovableClock
) -> AsyncIterator[Ledger]:
    """The ledger of another process."""
    other = Database(database_address)
    yield Ledger(other, InProcessBus(), lambda item: None, clock)
    await other.close()


async def test_of_two_reps_in_the_same_moment_one_owns_the_conversation_whatever_their_process(
    ledger: Ledger,
    elsewhere: Ledger,
    db: Database,
    assistant: assistants.Assistant,
    visitor_id: str,
    alex: RepView,
    sam: RepView,
) -> None:
    async def begun(number: int) -> Change:
        return await ledger.commit(
            lambda s, now: intake.start(
                s,
                now,
                assistant_id=assistant.id,
                visitor_id=visitor_id,
                client_id=str(number),
                text="Hello?",
            )
        )

    async def log_of(conversation_id: str) -> list[CommittedEvent]:
        return await db.read(lambda s: events.after(s, conversation_id, 0))

    for number in range(PAIRS):
        opened = await begun(number)
        results = await asyncio.gather(
            reply(ledger, opened, alex, "It is Alex."),
            reply(elsewhere, opened, sam, "It is Sam."),
            return_exceptions=True,
        )
        [won] = [result for result in results if isinstance(result, Change)]
        [refused] = [result for result in results if isinstance(result, HeldByOther)]
        assert won.message
        assert refused.extra["message"]["text"] == won.message.text
        log = await log_of(opened.conversation.id)
        assert [event.seq for event in log] == list(range(1, len(log) + 1))
        told = [event for event in log if event.name is EventName.MESSAGE_CREATED]
        assert len(told) == 2


async def test_a_message_that_is_committed_slowly_is_read_before_what_comes_after_it(
    database_address: str, db: Database, conversation: Change, write: Write, visitor_id: str
) -> None:
    conversation_id = conversation.conversation.id
    stored, let_go = threading.Event(), threading.Event()

    def slowly(s: Session) -> None:
        intake.receive(
            s,
            conversation.conversation.created_at,
            conversation_id=conversation_id,
            visitor_id=visitor_id,
            client_id="slow",
            text="first",
        )
        stored.set()
        assert let_go.wait(LIMIT_S)

    async def elsewhere() -> None:
        other = Database(database_address)
        await other.write(slowly)
        await other.close()

    async def read() -> list[int]:
        log = await db.read(lambda s: events.after(s, conversation_id, 1))
        return [event.seq for event in log]

    slow = asyncio.create_task(asyncio.to_thread(asyncio.run, elsewhere()))
    assert await asyncio.to_thread(stored.wait, LIMIT_S)
    quick = asyncio.ensure_future(write("second"))
    assert await read() == []
    let_go.set()
    await asyncio.gather(slow, quick)
    assert await read() == [2, 3]
    said = await db.read(lambda s: messages.of_conversation(s, conversation_id))
    assert [message.text for message in said[1:]] == ["first", "second"]


async def test_two_who_change_one_assistant_in_the_same_moment_lose_nothing(
    database_address: str, db: Database, assistant: assistants.Assistant
) -> None:
    def changing(**values: object) -> Callable[[Session], object]:
        def change(s: Session) -> object:
            settings = assistants.locked(s, assistant.id).settings.model_copy(update=values)
            return assistants.change(s, assistant.id, settings=settings)

        return change

    other = Database(database_address)
    for number in range(PAIRS):
        greeting, tone = f"Hello {number}", f"tone {number}"
        await asyncio.gather(
            db.write(changing(greeting=greeting)), other.write(changing(tone=tone))
        )
        settings = (await db.read(lambda s: assistants.get(s, assistant.id))).settings
        assert (settings.greeting, settings.tone) == (greeting, tone)
    await other.close()
