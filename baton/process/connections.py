"""Connections that do not last for ever: uvicorn alone waits for any head, and takes any length."""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES: Final = 64 * 1024
PATIENCE_S: Final = 30.0
SLOWEST_BYTES_PER_S: Final = 1024
STALLED_S: Final = 60.0
TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Connection(HttpToolsProtocol):
    """Bounds the head of a request, the time that a request takes to arrive, and the time that a
    reader takes nothing of its reply.

    A request that arrives in one piece, as nearly all do, costs no timer.
    """

    _is_arriving = True
    _is_head = True
    _got = 0
    _began = 0.0
    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_message()
        self._deadline = self.loop.call_later(PATIENCE_S, self._overdue)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in (self._deadline, self._stalled):
            if timer is not None:
                timer.cancel()
        self._deadline = self._stalled = None

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._got += len(data)
        if not self._is_arriving:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None
        elif self._is_head and self._got > MAX_HEAD_BYTES:
            self.transport.write(TOO_LARGE)
            self.transport.close()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(PATIENCE_S, self._overdue)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_message()

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._is_head = False

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_arriving = False

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._is_arriving and self.cycle.response_complete:
            self._expect_message()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(STALLED_S, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _expect_message(self) -> None:
        self._is_arriving = self._is_head = True
        self._got, self._began = 0, self.loop.time()

    def _overdue(self) -> None:
        """Close, unless it is we who do not read, or it comes fast enough for its length."""
        left = self._began + PATIENCE_S + self._got / SLOWEST_BYTES_PER_S - self.loop.time()
        if self.flow.read_paused:
            left = PATIENCE_S
        if left <= 0:
            self.transport.close()
        else:
            self._deadline = self.loop.call_later(left, self._overdue)
