"""Bring what is published of a source in step with it, all at once for each assistant.

A walk tells what the source holds; what is new or changed is read, split and embedded, and staged
in batches, so memory stays flat however much it is; nobody sees it before the one `publish` at the
end. A run that died is continued under the same id: what it has staged is not made again.
"""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Mapping,
    Sequence,
    Set,
)
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from core.ids import new_id
from core.vocabulary import IngestPhase, SourceKind
from knowledge.contracts import Embedded, Embedder
from knowledge.extract import ExtractedDocument
from knowledge.fetch.folder import walk_folder
from knowledge.fetch.spec import Limits, SourceSpec
from knowledge.ingest.batch import FIRST_BATCH, GROWTH, LARGEST_BATCH, Batch
from knowledge.ingest.gather import Gathered, Gatherer, Walk
from knowledge.ingest.library import IngestRun, KnownPage, Library, Target
from knowledge.ingest.spool import Spool
from knowledge.ingest.staging import Staging
from knowledge.ingest.versions import Publisher
from knowledge.refusals import UnreadableFile

ASKED_VECTORS = 500

Read = Callable[[str, str, bytes], Awaitable[ExtractedDocument]]
"""Turns (path, declared media type, bytes) into a document, or raises `UnreadableFile`."""


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """While fetching, `done` counts what was looked at; then, of `total`, what had to be read."""

    phase: IngestPhase
    done: int
    total: int | None
    chunks: int


Progress = Callable[[IngestProgress], None]


@dataclass(slots=True)
class IngestReport:
    """What a run did; `failed` maps a path to the reason."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    chunks: int = 0
    embedded: int = 0
    revisions: dict[str, int] = field(default_factory=dict)
    """The new revision of each assistant that got one."""

    @property
    def revision(self) -> int | None:
        """The new revision; None when there was nothing to publish."""
        return next(iter(self.revisions.values()), None)


@dataclass(frozen=True, slots=True)
class Job:
    """One run over one source, for every assistant that knows it."""

    run_id: str
    source_id: str
    targets: Sequence[Target]


@dataclass(frozen=True, slots=True)
class Tools:
    """What an ingestion works with."""

    library: Library
    embedder: Embedder
    walk: Walk
    read: Read
    spool: Spool


async def ingest_folder(
    library: Library,
    embedder: Embedder,
    assistant_id: str,
    folder: Path,
    progress: Progress | None = None,
    *,
    source_id: str,
    run_id: str | None = None,
    url_base: str = "/docs",
) -> IngestReport:
    """Publish a trusted folder's documents to one assistant, read in this process.

    Errors: `folder_missing`. A file that cannot be read is reported and hinders nothing else.
    """
    from knowledge.loaders import load  # noqa: PLC0415  (0.3 s; others read in a process apart)

    spec = SourceSpec(SourceKind.FOLDER, str(folder))
    job = Job(run_id or new_id("run"), source_id, (Target(assistant_id, url_base),))

    async def read(path: str, media: str, data: bytes) -> ExtractedDocument:
        return await asyncio.to_thread(load, path, media, data)

    with TemporaryDirectory(prefix="baton-ingest-") as spool:
        tools = Tools(
            library,
            embedder,
            lambda _: walk_folder(spec, Limits()),
            read,
            Spool(Path(spool, "run")),
        )
        return await ingest(tools, job, progress)


async def ingest(tools: Tools, job: Job, progress: Progress | None = None) -> IngestReport:
    """Publish the source's documents; unchanged ones are skipped, missing ones disappear.

    Errors: those of the walk; then nothing changes. A document that cannot be read is reported,
    its earlier version stays.
    """
    ingestion = _Ingestion(tools, job, progress or (lambda _: None))
    return await ingestion.run()


class _Ingestion:
    def __init__(self, tools: Tools, job: Job, progress: Progress) -> None:
        self._tools, self._job, self._progress = tools, job, progress
        self._library = tools.library
        self._report = IngestReport()
        self._staging = [
            Staging(
                tools.library,
                IngestRun(job.run_id, target.assistant_id, job.source_id),
                Publisher(target, job.source_id, tools.embedder),
            )
            for target in job.targets
        ]
        self._done = self._total = 0

    async def run(self) -> IngestReport:
        report, tools = self._report, self._tools
        known = await self._library.pages(self._job.source_id)
        gatherer = Gatherer(tools.walk, tools.spool, known, tools.embedder.model)
        found = await gatherer.gather(lambda done, of: self._tell(IngestPhase.FETCHING, done, of))
        report.failed.update(found.failed)
        for staging in self._staging:
            await staging.begin(found)
        todo = [
            path
            for path in sorted(found.pages)
            if any(path in staging.todo for staging in self._staging)
        ]
        pending = {path for staging in self._staging for path in staging.pending}
        self._done, self._total = len(pending) - len(todo), len(pending)
        if self._done:
            counts = [await self._library.staged_chunks(staging.run) for staging in self._staging]
            report.chunks = max(counts)
        self._tell(IngestPhase.READING, self._done, self._total)
        await self._read_all(gatherer, found, todo)
        self._tell(IngestPhase.PUBLISHING, self._done, self._total)
        await self._publish(found, known, pending)
        return report

    def _tell(self, phase: IngestPhase, done: int, total: int | None) -> None:
        self._progress(IngestProgress(phase, done, total, self._report.chunks))

    async def _read_all(self, gatherer: Gatherer, found: Gathered, todo: Sequence[str]) -> None:
        """Read, embed and stage in batches.

        While one is embedded, which takes longest, the next is read and the one before is staged.
        """
        batches = self._batches(gatherer, found, todo)
        following = asyncio.ensure_future(anext(batches, None))
        staged: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        staged.set_result(None)
        on_its_way: Set[str] = set()
        try:
            while batch := await following:
                following = asyncio.ensure_future(anext(batches, None))
                vectors = await self._vectors(batch.texts, on_its_way)
                await staged
                on_its_way = batch.texts.keys()
                staged = asyncio.ensure_future(self._stage(batch, vectors))
        finally:
            following.cancel()
            await staged

    async def _batches(
        self, gatherer: Gatherer, found: Gathered, todo: Sequence[str]
    ) -> AsyncIterator[Batch]:
        batch, limit = Batch(), FIRST_BATCH
        for path in todo:
            page = found.pages[path]
            try:
                extracted = await self._extracted(gatherer, found, page, todo)
            except UnreadableFile as error:
                self._report.failed[path] = error.detail
                self._done += 1
                continue
            made = [
                await asyncio.to_thread(staging.publisher.make, page, extracted)
                if path in staging.todo
                else None
                for staging in self._staging
            ]
            batch.add(made)
            if max(batch.chunks, len(batch.versions)) >= limit:
                yield batch
                batch, limit = Batch(), min(GROWTH * limit, LARGEST_BATCH)
        if batch.versions:
            yield batch

    async def _extracted(
        self, gatherer: Gatherer, found: Gathered, page: KnownPage, todo: Sequence[str]
    ) -> ExtractedDocument:
        data = await self._tools.spool.get(page.path)
        if data is None:
            await gatherer.fetch_again(found, set(todo))
            data = await self._tools.spool.get(page.path)
        if data is None:
            raise UnreadableFile("The page has gone while the source was being read.")
        return await self._tools.read(page.path, found.media.get(page.path, ""), data)

    async def _vectors(self, texts: Mapping[str, str], stored: Set[str]) -> dict[str, Embedded]:
        """Embed what is neither stored yet nor about to be."""
        known, asked = set(stored), list(texts)
        for start in range(0, len(asked), ASKED_VECTORS):
            known |= await self._library.known_vectors(asked[start : start + ASKED_VECTORS])
        return await self._embed({key: text for key, text in texts.items() if key not in known})

    async def _stage(self, batch: Batch, vectors: dict[str, Embedded]) -> None:
        for place, staging in enumerate(self._staging):
            documents = [made.document for made in batch.of(place)]
            if not documents:
                continue
            while missing := await self._library.stage(staging.run, documents, vectors):
                vectors |= await self._embed({key: batch.texts[key] for key in missing})
        self._report.chunks += batch.chunks
        self._done += len(batch.versions)
        self._tell(IngestPhase.READING, self._done, self._total)

    async def _embed(self, texts: Mapping[str, str]) -> dict[str, Embedded]:
        made = await self._tools.embedder.embed_passages(list(texts.values()))
        self._report.embedded += len(texts)
        return dict(zip(texts, made, strict=True))

    async def _publish(
        self, found: Gathered, known: Mapping[str, KnownPage], pending: set[str]
    ) -> None:
        report, source_id = self._report, self._job.source_id
        failed = frozenset(report.failed)
        for staging in self._staging:
            revision = await staging.publish(failed)
            if revision is not None:
                report.revisions[staging.run.assistant_id] = revision
        published = {path for staging in self._staging for path in staging.published}
        for path in sorted(pending - failed):
            (report.changed if path in published else report.added).append(path)
        report.unchanged = len(found.pages.keys() - pending)
        report.removed = sorted({path for staging in self._staging for path in staging.removed})
        unread = {path: KnownPage(path, "") for path in failed}
        pages = [
            replace(page, reason=report.failed.get(path))
            for path, page in {**unread, **found.pages}.items()
        ]
        gone = sorted(known.keys() - {page.path for page in pages})
        await self._library.keep_pages(source_id, pages, gone)
        await self._library.clean(source_id)
        await self._tools.spool.clear()
