"""Connections end when nothing moves on them, or when what comes has no end."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from baton.process import connections
from baton.process.web import serving

HELLO = b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
Peer = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _hello(request: Request) -> Response:
    return PlainTextResponse("hello")


async def _echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


async def _endless(request: Request) -> Response:
    return PlainTextResponse(b"x" * 50_000_000)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    routes = [
        Route("/hello", _hello),
        Route("/echo", _echo, methods=["POST"]),
        Route("/endless", _endless),
    ]
    held = socket.create_server(("127.0.0.1", 0))
    async with serving(Starlette(routes=routes), held):
        yield held.getsockname()[1]


async def connected(port: int, *pieces: bytes) -> Peer:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    return reader, writer


async def everything(peer: Peer) -> bytes:
    """All that comes until the server closes."""
    reader, writer = peer
    async with asyncio.timeout(10):
        found = await reader.read()
    writer.close()
    return found


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        HELLO[:-2],
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
        b"\r\n",
    ],
    ids=["nothing", "half a head", "half a body", "an empty line"],
)
async def test_a_request_that_does_not_arrive_is_not_waited_for(
    port: int, beginning: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE_S", 0.1)
    assert await everything(await connected(port, beginning)) == b""


async def test_an_empty_line_after_a_reply_keeps_no_connection_for_ever(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE_S", 0.1)
    reader, writer = await connected(port, HELLO)
    assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")
    writer.write(b"\r\n")
    assert await everything((reader, writer)) == b""


async def test_a_body_may_take_the_time_that_its_length_needs(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE_S", 0.05)
    monkeypatch.setattr(connections, "SLOWEST_BYTES_PER_S", 1)
    head = b"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 9\r\n\r\n"
    reader, writer = await connected(port, head, b"half")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.2)
    writer.write(b" more")
    assert (await everything((reader, writer))).endswith(b"half more")


async def test_a_head_without_end_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MAX_HEAD_BYTES", 100)
    peer = await connected(port, b"GET /hello HTTP/1.1\r\nX-Long: " + b"a" * 100)
    assert (await everything(peer)).startswith(b"HTTP/1.1 431 ")


async def test_a_reader_that_takes_nothing_is_left(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STALLED_S", 0.1)
    dropped = asyncio.Event()
    lost = connections.Connection.connection_lost

    def noticed(self: connections.Connection, exc: Exception | None) -> None:
        lost(self, exc)
        dropped.set()

    monkeypatch.setattr(connections.Connection, "connection_lost", noticed)
    _, writer = await connected(port, HELLO.replace(b"/hello", b"/endless"))
    async with asyncio.timeout(10):
        await dropped.wait()
    writer.close()


async def test_several_requests_of_one_connection_are_answered(port: int) -> None:
    reader, writer = await connected(port, HELLO + HELLO, HELLO)
    for _ in range(3):
        assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")
    writer.close()
