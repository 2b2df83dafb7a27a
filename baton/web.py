"""The HTTP server inside a process that does other things too."""

import asyncio
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI

from core.settings import Settings

GRACE_S = 3


class _Uvicorn(uvicorn.Server):
    """Leaves signals to the process that it is a part of."""

    def install_signal_handlers(self) -> None:
        return


class Server:
    """Listens from entering the context until leaving it; open streams get `GRACE_S` to end."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._server = _Uvicorn(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=GRACE_S,
                server_header=False,
            )
        )
        self._serving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._serving = asyncio.create_task(self._server.serve())
        while not self._server.started:
            if self._serving.done():
                await self._serving
                raise RuntimeError("the HTTP server ended before it listened")
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._serving
        self._server.should_exit = True
        await self._serving

    async def ended(self) -> None:
        """Return when the server has ended by itself."""
        assert self._serving
        await asyncio.shield(self._serving)
