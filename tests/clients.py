"""A visitor and a rep as programs: they speak the HTTP contract and keep what their streams say."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

API = "/api/v1"
WAIT_S = 20.0
RECONNECT_S = 0.05


@dataclass(frozen=True)
class SseEvent:
    """One event of a stream; `seq` is set for durable ones."""

    name: str
    data: dict[str, Any]
    seq: int | None


@dataclass
class Stream:
    """Follows one SSE stream and resumes it after a cut; `events` is all that came."""

    client: httpx.AsyncClient
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    events: list[SseEvent] = field(default_factory=list)
    cursor: int = 0
    _task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._grew = asyncio.Condition()
        self.opened = asyncio.Event()
        self._task = asyncio.create_task(self._follow())
        async with asyncio.timeout(WAIT_S):
            await self.opened.wait()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._task
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def until(
        self, condition: Callable[[SseEvent], bool], timeout_s: float = WAIT_S
    ) -> SseEvent:
        """The first event, past or coming, that fits."""
        async with asyncio.timeout(timeout_s), self._grew:
            seen = 0
            while True:
                for event in self.events[seen:]:
                    if condition(event):
                        return event
                seen = len(self.events)
                await self._grew.wait()

    async def message(self, author: str, *, after: int = 0, timeout_s: float = WAIT_S) -> SseEvent:
        """The first message of that kind of author behind the seq `after`."""
        return await self.until(
            lambda event: (
                event.name == "message.created"
                and event.data["message"]["author"]["kind"] == author
                and (event.seq or 0) > after
            ),
            timeout_s,
        )

    async def mode(self, mode: str, *, after: int = 0, timeout_s: float = WAIT_S) -> SseEvent:
        """The first `conversation.updated` behind `after` that says this mode."""
        return await self.until(
            lambda event: (
                event.name == "conversation.updated"
                and event.data["conversation"]["mode"] == mode
                and (event.seq or 0) > after
            ),
            timeout_s,
        )

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [event.data["message"] for event in self.events if event.name == "message.created"]

    async def _follow(self) -> None:
        while True:
            with suppress(httpx.HTTPError):
                await self._read_once()
            await asyncio.sleep(RECONNECT_S)

    async def _read_once(self) -> None:
        headers = {**self.headers, "Last-Event-ID": str(self.cursor)}
        async with self.client.stream("GET", self.path, headers=headers, timeout=None) as reply:
            reply.raise_for_status()
            self.opened.set()
            name, seq, data = "message", None, ""
            async for line in reply.aiter_lines():
                if line.startswith("event:"):
                    name = line[6:].strip()
                elif line.startswith("id:"):
                    seq = int(line[3:])
                elif line.startswith("data:"):
                    data += line[5:].strip()
                elif not line and data:
                    await self._add(SseEvent(name, json.loads(data), seq))
                    name, seq, data = "message", None, ""

    async def _add(self, event: SseEvent) -> None:
        self.cursor = event.seq or self.cursor
        async with self._grew:
            self.events.append(event)
            self._grew.notify_all()


class VisitorClient:
    """One visitor of one assistant."""

    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=30)
        self.conversation_id = ""

    async def open(self, key: str = "demo") -> Self:
        reply = await self.http.post(f"{API}/chat/sessions", json={"assistant_key": key})
        reply.raise_for_status()
        self.headers = {"Authorization": f"Bearer {reply.json()['token']}"}
        self.http.headers.update(self.headers)
        return self

    async def start(self, text: str, client_id: str | None = None) -> dict[str, Any]:
        """Begin a conversation; later calls speak in it."""
        body = {"client_id": client_id or uuid4().hex, "text": text}
        reply = await self.http.post(f"{API}/chat/conversations", json=body)
        reply.raise_for_status()
        started: dict[str, Any] = reply.json()
        self.conversation_id = started["conversation"]["id"]
        return started

    async def say(self, text: str, client_id: str | None = None) -> dict[str, Any]:
        """Write a message and return it as stored."""
        body = {"client_id": client_id or uuid4().hex, "text": text}
        reply = await self.http.post(f"{self.path}/messages", json=body)
        reply.raise_for_status()
        message: dict[str, Any] = reply.json()["message"]
        return message

    @property
    def path(self) -> str:
        return f"{API}/chat/conversations/{self.conversation_id}"

    def stream(self, after: int = 0) -> Stream:
        return Stream(self.http, f"{self.path}/events", self.headers, cursor=after)

    async def view(self) -> dict[str, Any]:
        reply = await self.http.get(self.path)
        reply.raise_for_status()
        view: dict[str, Any] = reply.json()
        return view

    async def close(self) -> None:
        await self.http.aclose()


class RepClient:
    """One member of the team, signed in by a link."""

    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=30, follow_redirects=False)

    async def sign_in(self, link: str) -> Self:
        reply = await self.http.get(link)
        assert reply.status_code == 303, reply.text
        return self

    async def reply(
        self, conversation_id: str, text: str, *, kind: str = "reply", confirm: bool = False
    ) -> httpx.Response:
        body = {"client_id": uuid4().hex, "text": text, "kind": kind, "confirm": confirm}
        return await self.http.post(
            f"{API}/inbox/conversations/{conversation_id}/messages", json=body
        )

    async def act(
        self, conversation_id: str, action: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """POST take-over, hand-back, close, reopen, hold, ..."""
        path = f"{API}/inbox/conversations/{conversation_id}/{action}"
        reply = await self.http.post(path, json=body or {})
        reply.raise_for_status()
        done: dict[str, Any] = reply.json()
        return done

    async def view(self, conversation_id: str) -> dict[str, Any]:
        reply = await self.http.get(f"{API}/inbox/conversations/{conversation_id}")
        reply.raise_for_status()
        view: dict[str, Any] = reply.json()
        return view

    async def rows(self, view: str) -> list[dict[str, Any]]:
        reply = await self.http.get(f"{API}/inbox/conversations", params={"view": view})
        reply.raise_for_status()
        items: list[dict[str, Any]] = reply.json()["items"]
        return items

    def stream(self, conversation_id: str, after: int = 0) -> Stream:
        path = f"{API}/inbox/conversations/{conversation_id}/events"
        return Stream(self.http, path, cursor=after)

    async def close(self) -> None:
        await self.http.aclose()
