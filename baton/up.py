"""`baton up`: the embedded layout, one process with Temporal's dev server beside it."""

import gc
import socket
from collections.abc import Awaitable, Callable
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


def run_up(settings: Settings, *, take_terminal: bool) -> None:
    """Run until interrupted. Errors: `misconfigured` with what to do."""
    logs.configure(settings)
    failpoints.arm(settings.failpoints)
    with foreground(take_terminal), only_one(settings.data_dir):
        held = hold(settings.host, settings.port, "BATON_PORT")
        try:
            cli = None if settings.temporal_address else find_temporal_cli(settings, print).path
        except KeyboardInterrupt:
            return  # interrupted while downloading or building: nothing to end
        loop.run(until_interrupted(_up(settings, held, cli)))


async def _up(settings: Settings, held: socket.socket, cli: Path | None) -> None:
    async with AsyncExitStack() as stack:
        server = None
        if cli is not None:
            server = DevServer.of(settings, cli)
            await server.start()
            stack.push_async_callback(server.stop)
        serve = _import_everything()
        await serve(settings, held, server)


def _import_everything() -> Callable[[Settings, socket.socket, DevServer | None], Awaitable[None]]:
    """Load Baton while the dev server starts: seconds of work, so no garbage is looked for."""
    gc.disable()
    try:
        from baton.embedded import serve  # noqa: PLC0415
    finally:
        gc.enable()
    gc.freeze()  # what was loaded stays, so later collections need not look at it
    return serve
