"""Sources on a real database and a real Temporal server, read by real processes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from temporalio.client import Client
from temporalio.worker import Worker

from core.bus import INBOX_TOPIC, InProcessBus
from core.clock import SystemClock
from core.settings import user_cache_dir
from core.vocabulary import SourceState
from store import assistants, documents, ingest_runs, sources
from store.database import Database
from store.ingest_runs import RunView
from store.migrations import migrate
from store.sources import NewSource, Source
from tests.workflows.sandbox import sandbox
from workflows.activities.ingest import IngestActivities
from workflows.ingestion.process import ReadingPlace
from workflows.ingestion.refresh import RefreshWorkflow
from workflows.ingestion.starter import Ingestions
from workflows.ingestion.workflow import IngestWorkflow

LIMIT_S = 60.0


@dataclass
class SourceLibrary:
    """What a test of ingestions needs; `failpoints` are for the process that reads, which opens
    addresses of this machine when they are allowed."""

    client: Client
    db: Database
    folder: Path
    url: str
    queue: str = field(default_factory=lambda: f"knowledge-{uuid4().hex}")
    failpoints: str = ""
    allow_private: bool = False
    bus: InProcessBus = field(default_factory=InProcessBus)

    def __post_init__(self) -> None:
        self.clock = SystemClock()
        self.ingestions = Ingestions(self.client, self.db, self.queue)

    @property
    def activities(self) -> IngestActivities:
        place = ReadingPlace(
            self.url, self.folder, user_cache_dir(), self.allow_private, self.failpoints
        )
        return IngestActivities(self.db, self.bus, self.clock, place, self.ingestions.wake)

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[Worker]:
        activities = self.activities
        worker = Worker(
            self.client,
            task_queue=self.queue,
            workflows=[IngestWorkflow, RefreshWorkflow],
            activities=activities.all(),
            workflow_runner=sandbox(),
        )
        async with worker:
            yield worker

    async def assistant(self, key: str = "guide") -> str:
        made = await self.db.write(
            lambda s: assistants.create(s, self.clock.now(), name=key.title(), key=key)
        )
        return made.id

    async def add(self, *assistant_ids: str, kind: str = "folder", **more: object) -> str:
        """Add a source and ask for its first run, without waking anybody."""
        location = str(more.pop("location", self.docs))
        new = NewSource(kind, location, assistant_ids, **more)  # type: ignore[arg-type]

        def add(s: object) -> str:
            source_id, _ = sources.create(s, self.clock.now(), new)  # type: ignore[arg-type]
            sources.request(s, source_id)  # type: ignore[arg-type]
            return source_id

        return await self.db.write(add)

    @property
    def docs(self) -> Path:
        return self.folder / "docs"

    def write(self, files: Mapping[str, str], folder: Path | None = None) -> Path:
        """Write documents into the folder that sources read."""
        folder = folder or self.docs
        for name, text in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        return folder

    async def ask(self, source_id: str) -> None:
        await self.db.write(lambda s: sources.request(s, source_id))
        self.ingestions.wake(source_id)

    async def source(self, source_id: str) -> Source:
        return await self.db.read(lambda s: sources.get(s, source_id))

    async def latest(self, source_id: str) -> RunView:
        found = await self.db.read(lambda s: ingest_runs.latest(s, source_id))
        assert found
        return found

    async def paths(self, assistant_id: str) -> list[str]:
        found = await self.db.read(lambda s: documents.listed(s, assistant_id))
        return sorted(item.path for item in found)

    async def titles(self, assistant_id: str) -> list[str]:
        found = await self.db.read(lambda s: documents.listed(s, assistant_id))
        return [item.title for item in found]

    async def until(self, source_id: str, holds: Callable[[Source], bool]) -> Source:
        """The source as soon as it is as wanted; looked at when something is told of it."""
        async with asyncio.timeout(LIMIT_S), self.bus.subscribe(INBOX_TOPIC) as hints:
            while not holds(source := await self.source(source_id)):
                await anext(hints)
        return source

    async def ingested(self, source_id: str) -> Source:
        """Wake its workflow and wait until nothing is wanted any more."""
        self.ingestions.wake(source_id)
        ended = (SourceState.IDLE, SourceState.FAILED)
        return await self.until(source_id, lambda source: source.state in ended)


@asynccontextmanager
async def open_library(client: Client, folder: Path, url: str) -> AsyncIterator[SourceLibrary]:
    async with AsyncExitStack() as stack:
        await migrate(url)
        db = Database(url)
        stack.push_async_callback(db.close)
        library = SourceLibrary(client, db, folder, url)
        stack.push_async_callback(library.ingestions.close)
        yield library
