"""How this process reads sources, and lets others know that there is something to read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.client import Client

from core.bus import Bus
from core.clock import Clock
from core.settings import Settings
from store.database import Database
from workflows.activities.ingest import IngestActivities
from workflows.ingestion.process import ReadingPlace
from workflows.ingestion.starter import Ingestions


@asynccontextmanager
async def open_ingestions(client: Client, db: Database) -> AsyncIterator[Ingestions]:
    """Wake what was forgotten, now and then, until the context ends."""
    ingestions = Ingestions(client, db)
    ingestions.start()
    try:
        yield ingestions
    finally:
        await ingestions.close()


def ingest_activities(
    settings: Settings, db: Database, bus: Bus, clock: Clock, ingestions: Ingestions
) -> IngestActivities:
    """The activities on the parts of this process."""
    place = ReadingPlace(
        database_url=settings.sql_url,
        data_dir=settings.data_dir,
        cache_dir=settings.cache_dir,
        allow_private=settings.allow_private_sources,
        failpoints=settings.failpoints,
    )
    return IngestActivities(db, bus, clock, place, ingestions.wake)
