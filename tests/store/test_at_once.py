"""What several people do in one moment: on Postgres their transactions run side by side."""

import asyncio
from functools import partial

from core.views import RepView
from core.vocabulary import SourceKind
from store import entries, source_files, sources
from store.assistants import Assistant
from store.database import Database
from store.sources import NewSource
from tests.store.conftest import MovableClock

AT_ONCE = 8


async def test_one_request_that_comes_many_times_at_once_makes_one_source(
    db: Database, clock: MovableClock, assistant: Assistant
) -> None:
    new = NewSource(SourceKind.URL, "https://a.test/", (assistant.id,), client_id="same")
    made = await asyncio.gather(
        *(db.write(partial(sources.create, now=clock.now(), new=new)) for _ in range(AT_ONCE))
    )
    assert len({source_id for source_id, _ in made}) == 1
    assert sum(is_new for _, is_new in made) == 1


async def test_one_entry_that_is_sent_many_times_at_once_is_stored_once(
    db: Database, clock: MovableClock, assistant: Assistant, alex: RepView
) -> None:
    made = await asyncio.gather(
        *(written(db, clock, assistant, alex, "same") for _ in range(AT_ONCE))
    )
    assert len({entry.id for entry in made}) == 1


async def test_entries_that_are_published_at_once_all_become_files(
    db: Database, clock: MovableClock, assistant: Assistant, alex: RepView
) -> None:
    made = await asyncio.gather(
        *(written(db, clock, assistant, alex, f"e{n}") for n in range(AT_ONCE))
    )
    [source] = await db.read(lambda s: sources.listed(s, assistant.id))
    files = await db.read(lambda s: source_files.entries(s, source.id))
    assert {file.path for file in files} == {entry.path for entry in made}


async def written(
    db: Database, clock: MovableClock, assistant: Assistant, rep: RepView, client_id: str
) -> entries.Entry:
    return await db.write(
        partial(
            entries.create,
            now=clock.now(),
            assistant_id=assistant.id,
            gap_id=None,
            client_id=client_id,
            question="Is there single sign-on?",
            answer="Yes: open Settings, then Security.",
            rep=rep,
            reviewed=True,
        )
    )
