"""The bus of each layout; both remember running drafts."""

from contextlib import AsyncExitStack

from api.streams.drafts import DraftingBus
from core.settings import Settings
from store.database import Database


async def open_bus(
    settings: Settings, db: Database, stack: AsyncExitStack, *, shared: bool
) -> DraftingBus:
    """Open it until `stack` closes. `shared`: other processes publish too (needs Postgres)."""
    if not shared:
        bus = DraftingBus()
        stack.callback(bus.close)
        return bus
    from baton.scaled_bus import ScaledBus  # noqa: PLC0415  (loads asyncpg)

    scaled = ScaledBus(settings.sql_url, db)
    await scaled.start()
    stack.push_async_callback(scaled.stop)
    return scaled
