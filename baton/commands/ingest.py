"""`baton ingest`: register a source, let it be read, show how that goes; and take one away."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from sqlalchemy.orm import Session

from baton.commands.database import assistant_for, database
from baton.commands.reader import reader
from baton.commands.report import show_ingested
from baton.commands.source_argument import Given, look_at, register
from baton.process import logs
from baton.process.progress import documents_bar
from core.clock import SystemClock
from core.errors import Conflict
from core.settings import Settings
from core.vocabulary import PageState, RunState
from store import assistants, ingest_runs, source_pages, sources
from store.assistants import Assistant
from store.database import Database
from store.ingest_runs import RunView
from store.source_pages import PageEntry, PageFilter
from workflows.ingestion.starter import Ingestions

LOOK_EVERY_S: Final = 0.2
PATIENCE_S: Final = 15.0
INTERRUPTED: Final = 130
SHOWN_FAILURES: Final = 100
Show = Callable[[RunView], None]


def run_ingest(
    settings: Settings, place: str, assistant: str, kind: str | None, name: str | None
) -> int:
    """Bring a source up to date; returns the exit code."""
    logs.configure(settings)
    given = look_at(place, kind, name)
    try:
        return asyncio.run(_ingest(settings, given, assistant))
    except KeyboardInterrupt:
        print(
            "Stopped. What was read is kept: the same command, or `baton up`, goes on from there.",
            file=sys.stderr,
        )
        return INTERRUPTED


async def _ingest(settings: Settings, given: Given, name: str) -> int:
    async with database(settings) as db:
        assistant, is_new = await assistant_for(db, name)
        now = SystemClock().now()
        source_id, number = await db.write(lambda s: register(s, now, given, assistant.id))
        async with reader(settings, db) as ingestions:
            async with _bar() as show:
                ingestions.wake(source_id)
                run = await _followed(db, source_id, number, show)
            failures, assistant = await db.read(lambda s: _outcome(s, source_id, assistant.id))
            if is_new and not assistant.knowledge_revision:
                await _take_back(db, ingestions, source_id, assistant)
            elif is_new:
                print(f"Created the assistant {assistant.name!r}; its key is {assistant.key}.")
        return show_ingested(run, failures, assistant)


async def _take_back(
    db: Database, ingestions: Ingestions, source_id: str, assistant: Assistant
) -> None:
    """Remove an assistant that was made for documents of which none could be published."""
    await _gone(db, ingestions, source_id)
    with suppress(Conflict):  # somebody has used it meanwhile
        await db.write(lambda s: assistants.discard(s, assistant.id))
        print(f"The assistant {assistant.name!r} was not created: nothing was published.")


def _outcome(s: Session, source_id: str, assistant_id: str) -> tuple[list[PageEntry], Assistant]:
    wanted = PageFilter(state=PageState.FAILED)
    failures, _ = source_pages.listed(s, source_id, wanted, limit=SHOWN_FAILURES)
    return failures, assistants.get(s, assistant_id)


async def _followed(db: Database, source_id: str, number: int, show: Show) -> RunView:
    """Look at the run until it has done what was asked for."""

    def look(s: Session) -> tuple[int, RunView | None]:
        return sources.handled(s, source_id), ingest_runs.latest(s, source_id)

    waited = 0.0
    while True:
        handled, run = await db.read(look)
        if run is not None:
            show(run)
            if handled >= number and run.state is not RunState.RUNNING:
                return run
        elif waited > PATIENCE_S:
            print("Waiting for a worker: is `baton worker` running?", file=sys.stderr)
            waited = 0.0
        waited += LOOK_EVERY_S
        await asyncio.sleep(LOOK_EVERY_S)


@asynccontextmanager
async def _bar() -> AsyncIterator[Show]:
    with documents_bar() as bar:
        task = bar.add_task("Starting", total=None)

        def show(run: RunView) -> None:
            words = f"{run.phase.capitalize()} documents"
            bar.update(task, description=words, completed=run.done, total=run.total)

        yield show


def run_remove(settings: Settings, source_id: str) -> None:
    """Take a source away from its readers and delete everything of it. Errors: 404."""
    logs.configure(settings)
    asyncio.run(_remove(settings, source_id))


async def _remove(settings: Settings, source_id: str) -> None:
    async with database(settings) as db:
        await db.read(lambda s: sources.get(s, source_id))
        async with reader(settings, db) as ingestions:
            await _gone(db, ingestions, source_id)
    print("Removed.")


async def _gone(db: Database, ingestions: Ingestions, source_id: str) -> None:
    """Take the source from its readers and wait until everything of it is deleted."""
    now = SystemClock().now()
    await db.write(lambda s: sources.remove(s, now, source_id))
    await ingestions.follow(source_id)
    await ingestions.ended(source_id)
