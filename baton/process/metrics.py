"""`/metrics` on its own port, when one is set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.metrics import create_metrics_app
from baton.process.ports import hold
from baton.process.web import serving
from core.settings import Settings


@asynccontextmanager
async def measured(settings: Settings) -> AsyncIterator[None]:
    """Serve the figures of this process while the context is open."""
    if settings.metrics_port is None:
        yield
        return
    held = hold(settings.host, settings.metrics_port, "BATON_METRICS_PORT")
    async with serving(create_metrics_app(), held):
        yield
