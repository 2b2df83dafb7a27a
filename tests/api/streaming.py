"""A reader of server-sent events for tests."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass
class Event:
    name: str
    data: Any
    id: int | None = None


class Reader:
    """Parses one open stream, event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()
        self.comments: list[str] = []
        self.retry: int | None = None

    async def next(self) -> Event | None:
        """The next event; None when the stream has ended."""
        fields: dict[str, str] = {}
        async for line in self._lines:
            if not line:
                if "data" in fields:
                    number = fields.get("id")
                    return Event(
                        fields.get("event", "message"),
                        json.loads(fields["data"]),
                        int(number) if number else None,
                    )
                continue
            if line.startswith(":"):
                self.comments.append(line)
                continue
            name, _, value = line.partition(": ")
            if name == "retry":
                self.retry = int(value)
            fields[name] = value
        return None

    async def take(self, count: int) -> list[Event]:
        found = [await self.next() for _ in range(count)]
        assert all(found), "the stream ended early"
        return [item for item in found if item]

    async def rest(self) -> list[Event]:
        found = []
        while (event := await self.next()) is not None:
            found.append(event)
        return found


@asynccontextmanager
async def reading(
    http: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> AsyncIterator[Reader]:
    async with http.stream("GET", f"/api/v1{path}", headers=headers) as response:
        assert response.status_code == 200, await response.aread()
        yield Reader(response)
