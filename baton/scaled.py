"""`baton api` and `baton worker`: the scaled layout, n of each on Postgres and one Temporal."""

import asyncio
from contextlib import AsyncExitStack

from api.app import create_app
from baton.process import logs, loop
from baton.process.interrupts import until_interrupted
from baton.process.metrics import measured
from baton.process.ports import hold
from baton.process.web import serving
from baton.schema import require_migrated
from baton.wiring import open_application
from core import failpoints
from core.settings import Settings
from workflows.connect import connect
from workflows.worker import Layout

QUEUES = {
    "chat": (Layout.CHAT,),
    "ai": (Layout.AI,),
    "both": (Layout.CHAT, Layout.AI),
}


def run_api(settings: Settings) -> None:
    """Serve HTTP until interrupted; workers are other processes."""
    _run(settings, (), with_web=True)


def run_worker(settings: Settings, queue: str) -> None:
    """Work on one task queue, or both, until interrupted."""
    _run(settings, QUEUES[queue], with_web=False)


def _run(settings: Settings, layouts: tuple[Layout, ...], *, with_web: bool) -> None:
    logs.configure(settings)
    failpoints.arm(settings.failpoints)
    loop.run(until_interrupted(_serve(settings, layouts, with_web=with_web)))


async def _serve(settings: Settings, layouts: tuple[Layout, ...], *, with_web: bool) -> None:
    async with AsyncExitStack() as stack:
        held = hold(settings.host, settings.port, "BATON_PORT") if with_web else None
        await require_migrated(settings)
        client = await connect(str(settings.temporal_address), settings.temporal_namespace)
        parts = await stack.enter_async_context(
            open_application(settings, client, layouts, shared=True)
        )
        await stack.enter_async_context(measured(settings))
        if held is None:
            print("Ready", flush=True)
            await asyncio.Event().wait()
            return
        web = await stack.enter_async_context(serving(create_app(parts.services()), held))
        stack.callback(parts.bus.close)
        print(f"API: {settings.url}/api/v1", flush=True)
        print("Ready", flush=True)
        await asyncio.shield(web)
