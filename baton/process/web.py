"""The HTTP servers inside a process that does other things too."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from baton.process.connections import Connection

GRACE_S = 3
KEEP_ALIVE_S = 75  # longer than the usual idle limit of a proxy in front


class Web(uvicorn.Server):
    """Leaves signals to the process that it is a part of, and tells when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answers.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp, held: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Answer on a socket that is held already; open streams get `GRACE_S` to end.

    Yields the serving task, which ends early only when the server fails.
    """
    config = uvicorn.Config(
        app,
        http=Connection,
        log_config=None,
        ws="none",
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=KEEP_ALIVE_S,
        server_header=False,
    )
    web = Web(config)
    task = asyncio.create_task(web.serve(sockets=[held]), name="web")
    answers = asyncio.create_task(web.answers.wait())
    await asyncio.wait((answers, task), return_when=asyncio.FIRST_COMPLETED)
    answers.cancel()
    try:
        yield task
    finally:
        web.should_exit = True
        await task
