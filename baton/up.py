"""`baton up`: the embedded layout, one process with Temporal's dev server beside it."""

import asyncio
import gc
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path

from baton.process import logs, loop
from baton.process.dev_server import DevServer
from baton.process.instance import only_one
from baton.process.interrupts import until_interrupted
from baton.process.ports import hold
from baton.process.temporal_cli import find_temporal_cli
from baton.process.terminal import foreground
from core import failpoints
from core.settings import Settings

Serve = Callable[[Settings, socket.socket, DevServer | None], Awaitable[None]]


def run_up(settings: Settings, *, take_terminal: bool) -> None:
    """Run until interrupted. Errors: `misconfigured` with what to do."""
    logs.configure(settings)
    failpoints.arm(settings.failpoints)
    with foreground(take_terminal), only_one(settings.data_dir):
        held = hold(settings.host, settings.port, "BATON_PORT")
        cli = None if settings.temporal_address else find_temporal_cli(settings, print).path
        loop.run(until_interrupted(_up(settings, held, cli)))


async def _up(settings: Settings, held: socket.socket, cli: Path | None) -> None:
    async with AsyncExitStack() as stack:
        server = None
        if cli is not None:
            server = DevServer.of(settings, cli)
            await server.start()
            stack.push_async_callback(server.stop)
        serve = await _loaded()
        await serve(settings, held, server)


async def _loaded() -> Serve:
    """Load Baton while the dev server starts, in a thread: an interrupt need not wait for it."""
    alone = ThreadPoolExecutor(1)  # nobody joins its thread
    return await asyncio.get_running_loop().run_in_executor(alone, _import_everything)


def _import_everything() -> Serve:
    """Seconds of work, so no garbage is looked for."""
    gc.disable()
    try:
        from baton.embedded import serve  # noqa: PLC0415
    finally:
        gc.enable()
    gc.freeze()  # what was loaded stays, so later collections need not look at it
    return serve
