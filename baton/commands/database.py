"""The database as commands find it, with the assistant that they name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from baton import seed
from baton.schema import bring_up_to_date
from core.clock import SystemClock
from core.errors import Misconfigured
from core.settings import Settings
from store import assistants
from store.assistants import Assistant
from store.database import Database


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database with its newest schema and at least the demo assistant and the first owner."""
    await bring_up_to_date(settings)
    db = Database(settings.sql_url)
    try:
        await seed.first_start(db, SystemClock())
        yield db
    finally:
        await db.close()


async def assistant_of(db: Database, name: str) -> Assistant:
    """Find by key, name or id; `misconfigured` lists what there is."""
    found = await _known(db, name)
    if found is None:
        known = await db.read(assistants.listed)
        listed = ", ".join(f"{one.name!r} ({one.key})" for one in known)
        raise Misconfigured(f"There is no assistant {name!r}. There are: {listed}.")
    return found


async def assistant_for(db: Database, name: str) -> tuple[Assistant, bool]:
    """Find by key, name or id, or make one: documents are how it begins. True for a new one."""
    found = await _known(db, name)
    if found is not None:
        return found, False
    now = SystemClock().now()
    return await db.write(lambda s: assistants.create(s, now, name=name)), True


async def _known(db: Database, name: str) -> Assistant | None:
    for assistant in await db.read(assistants.listed):
        if name in (assistant.key, assistant.name, assistant.id):
            return assistant
    return None
