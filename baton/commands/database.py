"""The database as commands find it, with the assistant that they name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain

from baton import seed
from baton.schema import bring_up_to_date, told_when_read_only
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
        with told_when_read_only(settings):
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
    """Find by key, name or id, or make one: documents are how it begins. True for a new one.

    Errors: `misconfigured` without a name, which a script forgot to set.
    """
    if not name.strip():
        raise Misconfigured("--assistant needs the name of an assistant.")
    found = await _known(db, name)
    if found is not None:
        return found, False
    now = SystemClock().now()
    return await db.write(lambda s: assistants.create(s, now, name=name)), True


async def _known(db: Database, name: str) -> Assistant | None:
    """Letters of another case find it too, unless another one has just these."""
    known = await db.read(assistants.listed)
    exact = (one for one in known if name in (one.key, one.name, one.id))
    folded = name.casefold()
    alike = (one for one in known if folded in (one.key.casefold(), one.name.casefold()))
    return next(chain(exact, alike), None)
