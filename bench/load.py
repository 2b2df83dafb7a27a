"""A load client that costs little: it shares the two cores with what it measures."""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson

API = "/api/v1"


class Connection:
    """One kept-open HTTP/1.1 connection for small JSON requests, one at a time."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self._port, self.headers = port, headers or {}
        self._reader: asyncio.StreamReader | None = None

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """Send and read the JSON reply; a status of 400 or more is a `RuntimeError`."""
        if self._reader is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        payload = b"" if body is None else orjson.dumps(body)
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        head += f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
        self._writer.write(head.encode() + payload)
        status, headers = await read_head(self._reader)
        length = int(headers.get("content-length", 0))
        content = await self._reader.readexactly(length)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {content[:300]!r}")
        self.reply_headers = headers
        return orjson.loads(content) if content else None

    def close(self) -> None:
        if self._reader is not None:
            self._writer.close()


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return int(lines[0].split(" ")[1]), headers


class Reader:
    """One SSE stream; `on_event(name, seq, raw data, time)` is called for each event.

    Times are `time.perf_counter()` at the moment the bytes arrived.
    """

    def __init__(
        self,
        port: int,
        path: str,
        headers: dict[str, str],
        on_event: Callable[[bytes, int, bytes, float], None],
    ) -> None:
        self._port, self._path, self._headers = port, path, headers
        self._on_event = on_event
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        head = f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in self._headers.items())
        self._writer.write(head.encode() + b"Accept: text/event-stream\r\n\r\n")
        status, _ = await read_head(reader)
        if status != 200:
            raise RuntimeError(f"GET {self._path}: {status}")
        self._task = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        pending = b""
        while chunk := await reader.read(65_536):
            now = time.perf_counter()
            pending += chunk
            *blocks, pending = pending.split(b"\n\n")
            for block in blocks:
                self._block(block, now)

    def _block(self, block: bytes, now: float) -> None:
        name, seq, data = b"", 0, b""
        for line in block.split(b"\n"):
            if line.startswith(b"event:"):
                name = line[6:].strip()
            elif line.startswith(b"id:"):
                seq = int(line[3:])
            elif line.startswith(b"data:"):
                data = line[5:].strip()
        if name:
            self._on_event(name, seq, data, now)

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._writer.close()


class Chat:
    """One visitor with a conversation and an open stream."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._http = Connection(port)
        self._answer: asyncio.Future[float] | None = None

    async def open(self, text: str) -> None:
        """Begin a conversation and wait for its first answer."""
        session = {"assistant_key": "demo"}
        opened = await self._http.request("POST", f"{API}/chat/sessions", session)
        self._http.headers["Authorization"] = f"Bearer {opened['token']}"
        body = {"client_id": uuid4().hex, "text": text}
        started = await self._http.request("POST", f"{API}/chat/conversations", body)
        self.id = started["conversation"]["id"]
        self.path = f"{API}/chat/conversations/{self.id}"
        self._answer = asyncio.get_running_loop().create_future()
        self._stream = Reader(self._port, f"{self.path}/events", self._http.headers, self._event)
        await self._stream.open()
        await asyncio.wait_for(self._answer, 60)

    async def ask(self, text: str) -> float:
        """Seconds from the POST to the answer's event at the reader."""
        self._answer = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        body = {"client_id": uuid4().hex, "text": text}
        await self._http.request("POST", f"{self.path}/messages", body)
        return await asyncio.wait_for(self._answer, 60) - begun

    def _event(self, name: bytes, seq: int, data: bytes, now: float) -> None:
        waits = self._answer is not None and not self._answer.done()
        if waits and name == b"message.created" and b'"kind":"assistant"' in data:
            assert self._answer
            self._answer.set_result(now)

    @property
    def headers(self) -> dict[str, str]:
        return self._http.headers

    def close(self) -> None:
        self._stream.close()
        self._http.close()
