"""`baton sources`: what the assistants know things from; the database is enough for that."""

import asyncio

from baton.commands.database import database
from baton.process import logs
from core.settings import Settings
from store import assistants, sources


def run_list(settings: Settings) -> None:
    """Print every source with what became of it."""
    logs.configure(settings)
    asyncio.run(_list(settings))


async def _list(settings: Settings) -> None:
    async with database(settings) as db:
        found = await db.read(sources.listed)
        names = {one.id: one.name for one in await db.read(assistants.listed)}
    if not found:
        print("There are no sources yet: `baton ingest PLACE` adds one.")
    for source in found:
        failed = f", {source.failed} not read" if source.failed else ""
        print(f"{source.id}  {source.kind:8} {source.state:8} {source.documents} documents{failed}")
        place = f" ({source.location})" if source.location not in ("", source.name) else ""
        whom = ", ".join(names[one] for one in source.assistant_ids)
        print(f"    {source.name}{place}, for {whom}")
        if source.error:
            print(f"    {source.error}")
