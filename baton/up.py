"""`baton up`: the embedded layout, one process with Temporal's dev server beside it."""

import asyncio
import signal
from contextlib import AsyncExitStack, suppress

from baton import logs
from baton.dev_server import DevServer
from baton.instance import only_one
from baton.ports import require_free
from baton.temporal_cli import find_temporal_cli
from baton.terminal import foreground
from core import failpoints
from core.settings import Settings


def run_up(settings: Settings, *, take_terminal: bool) -> None:
    """Run until interrupted. Errors: `misconfigured` with what to do."""
    logs.configure(settings)
    failpoints.arm(settings.failpoints)
    with foreground(take_terminal), only_one(settings.data_dir):
        require_free(settings.host, settings.port, "BATON_PORT")
        asyncio.run(_up(settings))


async def _up(settings: Settings) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopping.set)
    async with AsyncExitStack() as stack:
        server = await _dev_server(settings, stack)
        # The imports below take seconds; the server starts meanwhile.
        from baton.embedded import serve  # noqa: PLC0415

        serving = asyncio.create_task(serve(settings, server))
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait((serving, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if stopping.is_set():
            print("Stopping ...", flush=True)
            serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def _dev_server(settings: Settings, stack: AsyncExitStack) -> DevServer | None:
    """Start the dev server unless the settings name a Temporal that runs already."""
    if settings.temporal_address:
        return None
    server = DevServer.of(settings, find_temporal_cli(settings, print).path)
    await server.start()
    stack.push_async_callback(server.stop)
    return server
