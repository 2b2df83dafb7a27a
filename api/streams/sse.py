"""Server-sent events on bare ASGI: one task and one queue a reader, and nothing more."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import orjson
import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from core.errors import AppError

log = structlog.get_logger()

RETRY_MS: Final = 2_000
HEARTBEAT_S: Final = 15.0
OPENING: Final = b"retry: %d\n\n" % RETRY_MS
HEARTBEAT: Final = b": still here\n\n"


def frame(name: str, data: bytes, seq: int | None = None) -> bytes:
    """One event; durable ones carry their seq as id. `data` is JSON on one line."""
    head = b"" if seq is None else b"id: %d\n" % seq
    return head + b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"


class Line:
    """The open reply of one reader."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._gone = False
        self.written_at = 0.0

    async def write(self, data: bytes) -> None:
        """Send; waits while the reader's buffer is full."""
        await self._send({"type": "http.response.body", "body": data, "more_body": True})
        self.written_at = asyncio.get_running_loop().time()

    async def is_gone(self) -> bool:
        """True when the reader has left; costs no task, so ask now and then.

        Starlette's own look imports a back end at its first use: all streams stood still for it.
        """
        if not self._gone:
            with suppress(TimeoutError):
                async with asyncio.timeout(0):
                    message = await self._receive()
                    self._gone = message["type"] == "http.disconnect"
        return self._gone


class EventStream(Response):
    """Runs `serve` with the open line until it returns; then the reader comes back by itself."""

    media_type = "text/event-stream"

    def __init__(self, serve: Callable[[Line], Awaitable[None]]) -> None:
        self._serve = serve
        self.status_code = 200
        self.background = None
        self.init_headers({"cache-control": "no-cache", "x-accel-buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        line = Line(receive, send)
        try:
            await line.write(OPENING)
            await self._serve(line)
        except AppError as error:
            log.warning("stream_failed", code=error.code, path=scope["path"])
            data = orjson.dumps({"code": error.code, "detail": error.detail})
            await line.write(frame("error", data))
        await send({"type": "http.response.body", "body": b"", "more_body": False})
