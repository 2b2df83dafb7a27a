"""`baton ingest`: register a source, let it be read, show how that goes; and take one away."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final

from sqlalchemy.orm import Session
from temporalio.service import RPCError

from baton.commands.database import assistant_for, database
from baton.commands.reader import reader, reads_itself
from baton.commands.report import show_ingested
from baton.commands.source_argument import Asked, Given, look_at, register
from baton.process import logs
from baton.process.progress import documents_bar
from core.clock import SystemClock
from core.errors import Conflict
from core.settings import Settings
from core.vocabulary import PageState, RunState, SourceState
from store import assistants, ingest_runs, source_pages, sources
from store.assistants import Assistant
from store.database import Database
from store.ingest_runs import RunView
from store.source_pages import PageEntry, PageFilter
from store.sources import Standing
from workflows.ingestion.starter import Ingestions

LOOK_EVERY_S: Final = 0.2
PATIENCE_S: Final = 15.0
INTERRUPTED: Final = 130
GRACE_S: Final = 5.0
SHOWN_FAILURES: Final = 100
STOPPED: Final = (
    "Stopped. What was published before stays; the same command uses again what was done so far."
)
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
        return INTERRUPTED


async def _ingest(settings: Settings, given: Given, name: str) -> int:
    async with database(settings) as db:
        assistant, is_new = await assistant_for(db, name)
        now = SystemClock().now()
        asked = await db.write(lambda s: register(s, now, given, assistant.id))
        mine = asked.begun or reads_itself(settings)
        ingestions: Ingestions | None = None
        async with AsyncExitStack() as stack:
            try:
                ingestions = await stack.enter_async_context(reader(settings, db))
                run = await _read(db, ingestions, asked)
            except asyncio.CancelledError:
                await _stop(db, ingestions, asked.source_id, mine=mine)
                raise
            failures, assistant = await db.read(
                lambda s: _outcome(s, asked.source_id, assistant.id)
            )
            if is_new and run and not assistant.knowledge_revision:
                await _take_back(db, ingestions, asked.source_id, assistant)
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


async def _read(db: Database, ingestions: Ingestions, asked: Asked) -> RunView | None:
    async with _bar() as show:
        ingestions.wake(asked.source_id)
        return await _followed(db, asked, show)


async def _stop(db: Database, ingestions: Ingestions | None, source_id: str, *, mine: bool) -> None:
    """After Ctrl-C stop the reading, if this command has begun it, and say so."""
    if not mine:
        print("Left alone: it was being read before, and goes on.", file=sys.stderr)
        return
    now = SystemClock().now()
    await db.write(lambda s: ingest_runs.stop(s, now, source_id))
    print(STOPPED, file=sys.stderr)
    if ingestions is not None:
        with suppress(TimeoutError, RPCError):  # whoever goes on with it finds it stopped
            await asyncio.wait_for(ingestions.ended(source_id), GRACE_S)


async def _followed(db: Database, asked: Asked, show: Show) -> RunView | None:
    """Look at the run until it has done what was asked for; None when it was stopped before it
    began. Errors: 404 when the source was removed meanwhile."""

    def look(s: Session) -> tuple[Standing, RunView | None]:
        return sources.standing(s, asked.source_id), ingest_runs.latest(s, asked.source_id)

    waited = 0.0
    while True:
        standing, run = await db.read(look)
        if run is not None:
            show(run)
        if standing.handled >= asked.number and not (run and run.state is RunState.RUNNING):
            return None if standing.state is SourceState.STOPPED else run
        if run is None and waited > PATIENCE_S:
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
