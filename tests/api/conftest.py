"""The whole HTTP face over real SQLite; only Temporal is left out."""

import asyncio
import hashlib
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from api.app import create_app
from api.schemas.admin import ActionOut, TryChunk, TryMessage, TryOut
from api.schemas.learning import PreviewIn, PreviewOut
from api.security import COOKIE
from api.services import Services, Site
from api.streams.drafts import DraftingBus
from core.outbox import OutboxItem
from core.settings import Settings
from core.views import RepView
from core.vocabulary import Decision, Role
from store import assistants, reps
from store.database import Database
from store.ledger import Ledger
from store.migrations import migrate
from store.secrets import password_hash

PASSWORD = "correct horse battery"
ORIGIN = "http://testserver"


class MovableClock:
    """The machine's clock plus what a test adds."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


async def scripted_try(assistant_id: str, messages: Sequence[TryMessage], top: int) -> TryOut:
    """What a turn graph would return."""
    chunk = TryChunk(
        document="importing/csv.md", title="Import", section="CSV", url="/docs/import#csv", score=1
    )
    return TryOut(
        decision=Decision.ANSWER,
        reason=None,
        answerable=0.9,
        answer=f"You asked: {messages[-1].text}",
        citations=[],
        signals={},
        chunks=[chunk] * min(top, 1),
        action=None,
        tags=[],
    )


async def scripted_preview(entry: PreviewIn) -> PreviewOut:
    """What past questions would come to, if there were any."""
    return PreviewOut(answers=[], changes=[], tried=0)


@dataclass
class World:
    """Everything a test may reach behind the routes."""

    services: Services
    db: Database
    bus: DraftingBus
    ledger: Ledger
    clock: MovableClock
    submitted: list[OutboxItem]
    woken: list[str]
    assistant: assistants.Assistant

    async def add_rep(
        self, name: str, role: Role = Role.REP, password: str | None = None
    ) -> RepView:
        hashed = password_hash(password) if password else None
        return await self.db.write(
            lambda s: reps.create(
                s,
                self.clock.now(),
                email=f"{name.lower()}@team.test",
                name=name,
                role=role,
                hashed=hashed,
            )
        )

    async def session_of(self, rep: RepView) -> str:
        return await self.db.write(lambda s: reps.open_session(s, self.clock.now(), rep.id))

    async def link_for(self, rep: RepView) -> str:
        return await self.db.write(lambda s: reps.create_sign_in_link(s, self.clock.now(), rep.id))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest form, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "baton.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def world(tmp_path: Path, migrated: Path) -> AsyncIterator[World]:
    shutil.copy(migrated, tmp_path / "baton.db")
    address = f"sqlite:///{tmp_path / 'baton.db'}"
    db, bus, clock = Database(address), DraftingBus(), MovableClock()
    submitted: list[OutboxItem] = []
    woken: list[str] = []
    ledger = Ledger(db, bus, submitted.append, clock)
    settings = Settings(_env_file=None, data_dir=tmp_path, public_url=ORIGIN)
    services = Services(
        settings=settings,
        db=db,
        ledger=ledger,
        bus=bus,
        clock=clock,
        drafts=bus,
        try_turn=scripted_try,
        preview=scripted_preview,
        wake_source=woken.append,
        actions=[ActionOut(name="cancel", title="Cancel", description="", slots=["account"])],
        site=Site(demo=tmp_path / "demo", inbox=tmp_path / "inbox", widget=tmp_path / "widget"),
    )
    assistant = await db.write(
        lambda s: assistants.create(s, clock.now(), name="Guide", key="guide")
    )
    yield World(services, db, bus, ledger, clock, submitted, woken, assistant)
    await db.close()


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody: no token, no cookie."""
    async with client_of(world) as found:
        yield found


def client_of(world: World, **options: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(world.services), raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, **options)


@dataclass
class VisitorClient:
    """A browser with the widget."""

    http: httpx.AsyncClient
    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(f"/api/v1/chat{path}", headers=self.headers)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.http.post(f"/api/v1/chat{path}", json=body, headers=self.headers)

    async def delete(self, path: str) -> httpx.Response:
        return await self.http.delete(f"/api/v1/chat{path}", headers=self.headers)

    async def start(self, text: str = "Hello?", client_id: str = "c1") -> str:
        reply = await self.post("/conversations", {"client_id": client_id, "text": text})
        assert reply.status_code == 201, reply.text
        return str(reply.json()["conversation"]["id"])


NewVisitor = Callable[[], Any]


@pytest.fixture
def new_visitor(client: httpx.AsyncClient) -> NewVisitor:
    return lambda: visitor_on(client)


async def visitor_on(http: httpx.AsyncClient) -> VisitorClient:
    reply = await http.post(
        "/api/v1/chat/sessions",
        json={"assistant_key": "guide", "profile": {"name": "Vera", "email": "vera@site.test"}},
    )
    assert reply.status_code == 201, reply.text
    body = reply.json()
    return VisitorClient(http, body["visitor"]["id"], body["token"])


@pytest.fixture
async def visitor(client: httpx.AsyncClient) -> VisitorClient:
    return await visitor_on(client)


@dataclass
class RepClient:
    """A browser with the inbox."""

    http: httpx.AsyncClient
    rep: RepView
    token: str

    @property
    def cookies(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.token}"}

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.http.get(f"/api/v1{path}", headers=self.cookies, **options)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.http.post(f"/api/v1{path}", json=body, headers=self.cookies)

    async def patch(self, path: str, body: Any) -> httpx.Response:
        return await self.http.patch(f"/api/v1{path}", json=body, headers=self.cookies)

    async def reply(self, conversation_id: str, text: str, **more: Any) -> httpx.Response:
        client_id = "r" + hashlib.sha256(text.encode()).hexdigest()[:20]
        body = {"client_id": client_id, "text": text, **more}
        return await self.post(f"/inbox/conversations/{conversation_id}/messages", body)


async def rep_on(
    world: World, http: httpx.AsyncClient, name: str, role: Role = Role.REP
) -> RepClient:
    rep = await world.add_rep(name, role)
    return RepClient(http, rep, await world.session_of(rep))


@pytest.fixture
async def alex(world: World, client: httpx.AsyncClient) -> RepClient:
    return await rep_on(world, client, "Alex")


@pytest.fixture
async def olga(world: World, client: httpx.AsyncClient) -> RepClient:
    return await rep_on(world, client, "Olga", Role.OWNER)


@asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    """A real server on a real socket: streams need one."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    config = uvicorn.Config(create_app(world.services), log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    world.bus.close()
    server.should_exit = True
    await task


@pytest.fixture
async def live(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with served(world) as url, httpx.AsyncClient(base_url=url, timeout=10) as found:
        yield found
