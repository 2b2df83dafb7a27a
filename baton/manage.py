"""Commands that do one thing and end: migrate, ingest, try, sign-in-link, openapi."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from baton import logs, seed
from baton.documents import ingest, require_folder
from baton.instance import own_index
from baton.report import show_ingested, show_trial
from baton.schema import bring_up_to_date
from baton.trying import Trial
from baton.wiring import open_mind
from core.clock import SystemClock
from core.errors import Misconfigured
from core.settings import Settings
from core.vocabulary import Role
from knowledge.embed import MiniLmEmbedder
from store import assistants, reps
from store.assistants import Assistant
from store.database import Database


def run_migrate(settings: Settings) -> None:
    """Bring the database to the newest schema."""
    logs.configure(settings)
    asyncio.run(bring_up_to_date(settings))
    print("The database has the newest schema.")


def run_ingest(settings: Settings, folder: Path, assistant: str) -> None:
    """Read a folder into an assistant; a running Baton answers from it at once."""
    logs.configure(settings)
    require_folder(folder)
    asyncio.run(_ingest(settings, folder.resolve(), assistant))


def run_try(settings: Settings, question: str, assistant: str) -> None:
    """Run one turn on a thread that is stored nowhere and show how it decided."""
    logs.configure(settings)
    asyncio.run(_try(settings, question, assistant))


def run_sign_in_link(settings: Settings, email: str) -> None:
    """Print a single-use link; somebody new becomes a rep of the team."""
    logs.configure(settings)
    asyncio.run(_sign_in_link(settings, email))


def write_openapi(path: Path) -> None:
    """Write the HTTP contract."""
    from api.openapi import as_text  # noqa: PLC0415  (the other commands do not need the API)

    path.write_text(as_text(), encoding="utf-8")
    print(f"Wrote {path}.")


async def _ingest(settings: Settings, folder: Path, name: str) -> None:
    clock = SystemClock()
    async with _database(settings) as db:
        assistant = await _assistant_for(db, name)
        embedder = MiniLmEmbedder(settings.cache_dir)
        try:
            report = await ingest(db, clock, embedder, assistant, folder)
        finally:
            embedder.close()
        show_ingested(report, assistant)


async def _try(settings: Settings, question: str, name: str) -> None:
    from api.schemas.admin import TryMessage  # noqa: PLC0415

    clock = SystemClock()
    async with _database(settings) as db:
        assistant = await _assistant(db, name)
        with own_index(settings, shared=True) as index:  # a running Baton has the other one
            async with open_mind(settings, db, clock, index) as mind:
                trial = Trial(db, mind.graph, mind.deps)
                messages = [TryMessage(author="visitor", text=question)]
                show_trial(await trial(assistant.id, messages, top=5))


async def _sign_in_link(settings: Settings, email: str) -> None:
    now = SystemClock().now()
    async with _database(settings) as db:
        rep = await db.read(lambda s: reps.by_email(s, email))
        if rep is None:
            name = email.split("@")[0].replace(".", " ").title()
            rep = await db.write(
                lambda s: reps.create(s, now, email=email, name=name, role=Role.REP)
            )
            print(f"Added {rep.name} <{rep.email}> to the team as a rep.", file=sys.stderr)
        rep_id = rep.id
        token = await db.write(lambda s: reps.create_sign_in_link(s, now, rep_id))
        print(f"{settings.url}/sign-in/{token}")


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    """The database with its newest schema and at least the demo assistant and the first owner."""
    await bring_up_to_date(settings)
    db = Database(settings.sql_url)
    try:
        await seed.first_start(db, SystemClock())
        yield db
    finally:
        await db.close()


async def _assistant(db: Database, name: str) -> Assistant:
    """Find by key, name or id; `misconfigured` lists what there is."""
    found = await _known(db, name)
    if found is None:
        known = await db.read(assistants.everyone)
        listed = ", ".join(f"{one.name!r} ({one.key})" for one in known)
        raise Misconfigured(f"There is no assistant {name!r}. There are: {listed}.")
    return found


async def _assistant_for(db: Database, name: str) -> Assistant:
    """Find by key, name or id, or make one: documents are how an assistant begins."""
    found = await _known(db, name)
    if found is None:
        now = SystemClock().now()
        found = await db.write(lambda s: assistants.create(s, now, name=name))
        print(f"Created the assistant {found.name!r}; its key is {found.key}.")
    return found


async def _known(db: Database, name: str) -> Assistant | None:
    for assistant in await db.read(assistants.everyone):
        if name in (assistant.key, assistant.name, assistant.id):
            return assistant
    return None
