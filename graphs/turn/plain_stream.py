"""The stream of an OpenAI-compatible endpoint as plain JSON objects.

The client library builds typed models of each piece, and langchain-openai turns them into dicts
again: two thirds of what a streamed answer costs. It takes dicts as well.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Final

from openai.resources.chat.completions import AsyncCompletions

from graphs.turn.llm import ModelError

MAX_LINE_BYTES: Final = 1_000_000
LAST_BYTES_S: Final = 0.2
"""How long the end of the body may take behind the end mark."""
_FIELD: Final = b"data:"
_END: Final = b"[DONE]"


class PlainCompletions:
    """Stands in for `AsyncCompletions` where only streams are asked for."""

    def __init__(self, completions: AsyncCompletions) -> None:
        self._open = completions.with_streaming_response.create

    async def create(
        self, **payload: Any
    ) -> AbstractAsyncContextManager[AsyncIterator[dict[str, Any]]]:
        """Return the stream; entering it sends the request and raises what the library raises."""
        return self._stream(payload)

    @asynccontextmanager
    async def _stream(self, payload: dict[str, Any]) -> AsyncIterator[AsyncIterator[Any]]:
        async with self._open(**payload) as reply:
            yield _pieces(reply.iter_bytes())


async def _pieces(body: AsyncIterator[bytes]) -> AsyncIterator[dict[str, Any]]:
    """Read server-sent events up to the end mark, or to the end of the body."""
    events = _events(body)
    async for data in events:
        if data == _END:
            await _read_out(events)
            return
        piece = json.loads(data)
        if not isinstance(piece, dict):
            raise ModelError("llm_malformed", "a piece of another form", retryable=True)
        if piece.get("error"):
            raise ModelError("llm_unavailable", "an error inside the stream", retryable=True)
        yield piece


async def _read_out(events: AsyncIterator[bytes]) -> None:
    """Read to the end of the body, so that the connection can serve the next turn."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LAST_BYTES_S):
            async for _ in events:
                pass


async def _events(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the data of each event. Lines end with LF or CRLF; other fields are skipped."""
    rest = b""
    data: list[bytes] = []
    async for received in body:
        *lines, rest = (rest + received).split(b"\n")
        if len(rest) > MAX_LINE_BYTES:
            raise ModelError("llm_too_long", "a line without an end", retryable=False)
        for line in lines:
            text = line.rstrip(b"\r")
            if text.startswith(_FIELD):
                data.append(text[len(_FIELD) :].strip())
            elif not text and data:
                yield b"\n".join(data)
                data.clear()
    if rest.startswith(_FIELD):
        data.append(rest[len(_FIELD) :].strip())
    if data:
        yield b"\n".join(data)
