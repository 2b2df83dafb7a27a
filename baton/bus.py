"""The bus of each layout; both remember running drafts."""

from api.drafts import DraftingBus
from core.settings import Settings
from store.database import Database
from store.notify import PostgresBus


class ScaledBus(DraftingBus, PostgresBus):
    """Readers and drafts of this process, fed from all processes."""

    def __init__(self, url: str, db: Database) -> None:
        DraftingBus.__init__(self)
        PostgresBus.__init__(self, url, db)


async def open_bus(settings: Settings, db: Database, *, shared: bool) -> DraftingBus:
    """`shared`: other processes publish too (needs Postgres)."""
    if not shared:
        return DraftingBus()
    bus = ScaledBus(settings.sql_url, db)
    await bus.start()
    return bus
