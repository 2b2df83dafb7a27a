"""A visitor and a rep as programs: they speak the HTTP contract and keep what their streams say."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import httpx

API = "/api/v1"
WAIT_S = 20.0
RECONNECT_S = 0.05


def connect(url: str) -> httpx.AsyncClient:
    """One client for any number of visitors: opening one of each would cost 20 ms a visitor."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
    return httpx.AsyncClient(base_url=url, timeout=30, limits=limits, follow_redirects=False)


@dataclass(frozen=True)
class SseEvent:
    """One event of a stream; `seq` is set for durable ones."""

    name: str
    data: dict[str, Any]
    seq: int | None


class SseParser:
    """Lines in, whole events out; what a cut left unfinished is never given out."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._name = "message"
        self._seq: int | None = None
        self._data: list[str] = []

    def take(self, line: str) -> SseEvent | None:
        """Take one line without its end; an empty line completes the event."""
        field_name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match field_name:
            case "event":
                self._name = value
            case "id":
                self._seq = int(value)
            case "data":
                self._data.append(value)
            case "" if not line and self._data:
                event = SseEvent(self._name, json.loads("\n".join(self._data)), self._seq)
                self._start()
                return event
        return None


@dataclass
class Stream:
    """Follows one SSE stream and resumes it after a cut; `events` is all that came."""

    client: httpx.AsyncClient
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    events: list[SseEvent] = field(default_factory=list)
    cursor: int = 0
    connections: int = 0
    _task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._grew = asyncio.Condition()
        self.opened = asyncio.Event()
        self._task = asyncio.create_task(self._follow())
        async with asyncio.timeout(WAIT_S):
            await self.opened.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def until(
        self, condition: Callable[[SseEvent], bool], timeout_s: float = WAIT_S
    ) -> SseEvent:
        """The first event, past or coming, that fits."""
        seen = 0
        try:
            async with asyncio.timeout(timeout_s), self._grew:
                while True:
                    for event in self.events[seen:]:
                        if condition(event):
                            return event
                    seen = len(self.events)
                    await self._grew.wait()
        except TimeoutError:
            raise TimeoutError(f"{self.path} said only:\n{self.said()}") from None

    async def message(self, author: str, *, after: int = 0, timeout_s: float = WAIT_S) -> SseEvent:
        """The first message of that kind of author behind the seq `after`."""
        return await self.until(
            lambda event: (
                event.name == "message.created"
                and event.data["author"]["kind"] == author
                and (event.seq or 0) > after
            ),
            timeout_s,
        )

    async def mode(self, mode: str, *, after: int = 0, timeout_s: float = WAIT_S) -> SseEvent:
        """The first `conversation.updated` behind `after` that says this mode."""
        return await self.until(
            lambda event: (
                event.name == "conversation.updated"
                and event.data["mode"] == mode
                and (event.seq or 0) > after
            ),
            timeout_s,
        )

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [event.data for event in self.events if event.name == "message.created"]

    def said(self) -> str:
        """What came, one line an event, for the message of a failed test."""
        return "\n".join(f"{e.seq} {e.name} {json.dumps(e.data)[:160]}" for e in self.events)

    async def _follow(self) -> None:
        while True:
            with suppress(httpx.HTTPError):
                await self._read_once()
            await asyncio.sleep(RECONNECT_S)

    async def _read_once(self) -> None:
        headers = {**self.headers, "Last-Event-ID": str(self.cursor)}
        async with self.client.stream("GET", self.path, headers=headers, timeout=None) as reply:
            reply.raise_for_status()
            self.connections += 1
            self.opened.set()
            parser = SseParser()
            async for line in reply.aiter_lines():
                event = parser.take(line)
                if event is not None:
                    await self._add(event)

    async def _add(self, event: SseEvent) -> None:
        self.cursor = event.seq or self.cursor
        async with self._grew:
            self.events.append(event)
            self._grew.notify_all()


class VisitorClient:
    """One visitor of one assistant; `http` may be shared with others."""

    def __init__(self, url: str, http: httpx.AsyncClient | None = None) -> None:
        self.http = http or connect(url)
        self.headers: dict[str, str] = {}
        self.id = ""
        self.conversation_id = ""

    async def open(self, key: str = "demo") -> Self:
        """Open a session with the assistant of this key."""
        reply = await self.http.post(f"{API}/chat/sessions", json={"assistant_key": key})
        reply.raise_for_status()
        self.id = reply.json()["visitor"]["id"]
        self.headers = {"Authorization": f"Bearer {reply.json()['token']}"}
        return self

    async def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """POST as this visitor, whatever the reply is."""
        return await self.http.post(f"{API}/chat/{path}", json=body, headers=self.headers)

    async def start(self, text: str, client_id: str | None = None) -> dict[str, Any]:
        """Begin a conversation; later calls speak in it."""
        body = {"client_id": client_id or uuid4().hex, "text": text}
        reply = await self.post("conversations", body)
        reply.raise_for_status()
        started: dict[str, Any] = reply.json()
        self.conversation_id = started["conversation"]["id"]
        return started

    async def say(self, text: str, client_id: str | None = None) -> dict[str, Any]:
        """Write a message and return it as stored."""
        body = {"client_id": client_id or uuid4().hex, "text": text}
        reply = await self.post(f"conversations/{self.conversation_id}/messages", body)
        reply.raise_for_status()
        message: dict[str, Any] = reply.json()["message"]
        return message

    async def ask_for_person(self) -> None:
        reply = await self.post(f"conversations/{self.conversation_id}/handoff", {})
        reply.raise_for_status()

    @property
    def path(self) -> str:
        return f"{API}/chat/conversations/{self.conversation_id}"

    def stream(self, after: int = 0) -> Stream:
        return Stream(self.http, f"{self.path}/events", self.headers, cursor=after)

    async def view(self) -> dict[str, Any]:
        reply = await self.http.get(self.path, headers=self.headers)
        reply.raise_for_status()
        view: dict[str, Any] = reply.json()
        return view

    async def close(self) -> None:
        await self.http.aclose()


@asynccontextmanager
async def streams_of(visitors: list[VisitorClient], after: int = 0) -> AsyncIterator[list[Stream]]:
    """Follow the conversations of all of them at once."""
    streams = [visitor.stream(after) for visitor in visitors]
    await asyncio.gather(*(stream.__aenter__() for stream in streams))
    try:
        yield streams
    finally:
        await asyncio.gather(*(stream.__aexit__(None, None, None) for stream in streams))


class RepClient:
    """One member of the team, signed in by a link or by the token of a session."""

    def __init__(self, url: str, http: httpx.AsyncClient | None = None) -> None:
        self.http = http or connect(url)
        self.headers: dict[str, str] = {}

    async def sign_in(self, link: str) -> Self:
        """Use a single-use link as a browser does."""
        reply = await self.http.get(link)
        assert reply.status_code == 303, reply.text
        token = reply.cookies["baton_session"]
        self.http.cookies.clear()  # others may share the client
        return self.with_session(token)

    def with_session(self, token: str) -> Self:
        """Act in a session that exists already."""
        self.headers = {"Cookie": f"baton_session={token}"}
        return self

    async def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """POST as this rep, whatever the reply is."""
        return await self.http.post(f"{API}/{path}", json=body or {}, headers=self.headers)

    async def reply(
        self,
        conversation_id: str,
        text: str,
        *,
        kind: str = "reply",
        confirm: bool = False,
        client_id: str | None = None,
    ) -> httpx.Response:
        """Write a reply, which takes over, or a note."""
        body = {
            "client_id": client_id or uuid4().hex,
            "text": text,
            "kind": kind,
            "confirm": confirm,
        }
        return await self.post(f"inbox/conversations/{conversation_id}/messages", body)

    async def act(
        self, conversation_id: str, action: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """POST take-over, hand-back, close, reopen, hold, ..."""
        reply = await self.post(f"inbox/conversations/{conversation_id}/{action}", body)
        reply.raise_for_status()
        done: dict[str, Any] = reply.json()
        return done

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        reply = await self.http.get(f"{API}/{path}", params=query, headers=self.headers)
        reply.raise_for_status()
        found: dict[str, Any] = reply.json()
        return found

    async def view(self, conversation_id: str) -> dict[str, Any]:
        return await self.get(f"inbox/conversations/{conversation_id}")

    async def rows(self, view: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.get("inbox/conversations", view=view))["items"]
        return items

    async def change_settings(self, **settings: Any) -> None:
        """Change settings of the demo assistant; conversations begun from now on have them."""
        found = (await self.get("assistants"))["items"]
        demo = next(item["id"] for item in found if item["key"] == "demo")
        reply = await self.http.patch(
            f"{API}/assistants/{demo}", json={"settings": settings}, headers=self.headers
        )
        reply.raise_for_status()

    def stream(self, conversation_id: str, after: int = 0) -> Stream:
        path = f"{API}/inbox/conversations/{conversation_id}/events"
        return Stream(self.http, path, self.headers, cursor=after)

    async def close(self) -> None:
        await self.http.aclose()
