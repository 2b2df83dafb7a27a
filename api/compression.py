"""Text of a kilobyte and more goes out compressed; a stream never."""

import asyncio
import gzip
import re
from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MIN_BYTES: Final = 1024
LEVEL: Final = 5
THREAD_BYTES: Final = 128 * 1024
"""From so much on, compressing takes milliseconds, for which nobody else shall wait."""
_TEXT = re.compile(
    r"text/(?!event-stream)|application/(\w+\+)?(json|javascript|xml)|image/svg\+xml"
)
_REFUSED = re.compile(r"q\s*=\s*0(?:\.0*)?")


class Compression:
    """Pure ASGI, not Starlette's (ADR 0011): of a short reply or a stream it looks at the head once
    and changes nothing.

    Only what comes whole, with its length, is compressed; a stream has none.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            send = _Reply(scope, send).send
        await self._app(scope, receive, send)


class _Reply:
    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_long_text(message):
            self._head = message
            return
        if self._head is not None:
            head, self._head = self._head, None
            message = await self._compressed(head, message)
            await self._send(head)
        await self._send(message)

    async def _compressed(self, head: Message, message: Message) -> Message:
        headers = MutableHeaders(raw=head["headers"])
        if "accept-encoding" not in headers.get("vary", "").lower():
            headers.add_vary_header("Accept-Encoding")
        accepted = Headers(scope=self._scope).get("accept-encoding", "")
        whole = message.get("body") and not message.get("more_body")
        if not whole or not best_encoding(accepted, ("gzip",)):
            return message
        body = await _gzipped(message["body"])
        headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(body))
        if headers.get("etag", "").startswith('"'):
            headers["etag"] = "W/" + headers["etag"]  # the same text in other bytes (RFC 9110)
        return {**message, "body": body}


def best_encoding(accepted: str, there: Collection[str]) -> str:
    """The first encoding that is there and that the browser takes; empty for none (RFC 9110)."""
    taken = set()
    for item in accepted.lower().split(","):
        name, _, weight = item.partition(";")
        if not _REFUSED.fullmatch(weight.strip()):
            taken.add(name.strip())
    return next((name for name in there if name in taken), "")


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the browser has what the tag names, compressed or not."""
    return if_none_match is not None and if_none_match.removeprefix("W/") == tag


def _is_long_text(head: Message) -> bool:
    for name, value in head["headers"]:
        if name == b"content-length":
            return int(value) >= MIN_BYTES and head["status"] != 206 and _is_text(head)
    return False


def _is_text(head: Message) -> bool:
    headers = Headers(raw=head["headers"])
    is_text = _TEXT.match(headers.get("content-type", "")) is not None
    return is_text and "content-encoding" not in headers


async def _gzipped(body: bytes) -> bytes:
    if len(body) < THREAD_BYTES:
        return gzip.compress(body, LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
