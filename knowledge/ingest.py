"""Bring what is published of a folder in step with its files, all at once.

Documents are staged in batches, so memory stays flat however many there are; nobody sees them
before the one `publish` at the end. A run that died is continued under the same `run_id`.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.ids import new_id
from knowledge.contracts import DocumentVersion, Embedder, IngestRun, Library, PublishPlan
from knowledge.extract import EXTRACTOR_VERSION
from knowledge.fetch import SourceFile, UnreadableFile, content_hash, walk
from knowledge.loaders import load
from knowledge.render import render
from knowledge.split import Splitter
from knowledge.urls import page_urls

BATCH_CHUNKS = 96
"""Chunks embedded and staged together: some seconds of work, enough for good batches."""
BATCH_DOCUMENTS = 50
ASKED_VECTORS = 500


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """Told after each staged batch; `total` counts the new and changed documents."""

    done: int
    total: int
    chunks: int


@dataclass(slots=True)
class IngestReport:
    """What a run did; `failed` maps a path to the reason, its earlier version stays published."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    chunks: int = 0
    embedded: int = 0
    revision: int | None = None
    """The new revision; None when there was nothing to publish."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    document: DocumentVersion
    embedded: Mapping[str, str]
    """Content id -> text to embed."""


async def ingest_folder(
    library: Library,
    embedder: Embedder,
    assistant_id: str,
    folder: Path,
    progress: Callable[[IngestProgress], None] | None = None,
    *,
    source_id: str,
    run_id: str | None = None,
    url_base: str = "/docs",
) -> IngestReport:
    """Publish the folder's documents; unchanged ones are skipped, missing ones disappear.

    Errors: `folder_missing`. A file that cannot be read is reported and hinders nothing else.
    """
    run = IngestRun(run_id or new_id("run"), assistant_id, source_id)
    ingestion = _Ingestion(library, embedder, run, url_base, progress)
    return await ingestion.run_over(await asyncio.to_thread(walk, folder))


class _Ingestion:
    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        run: IngestRun,
        url_base: str,
        progress: Callable[[IngestProgress], None] | None,
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._run = run
        self._base = url_base
        self._progress = progress or (lambda _: None)
        self._splitter = Splitter(embedder, f"{run.assistant_id}/{run.source_id}")
        self._urls: dict[str, str] = {}
        self._report = IngestReport()
        self._done = self._total = 0

    async def run_over(self, files: Sequence[SourceFile]) -> IngestReport:
        report = self._report
        self._urls = page_urls((file.path for file in files), self._base)
        published = await self._library.documents(self._run.assistant_id, self._run.source_id)
        staged = await self._library.staged(self._run)
        if not staged:
            await self._library.discard(self._run)
        hashes = await asyncio.to_thread(self._hashes, files)
        pending = [
            file for file in files if file.path in hashes and not _same(file, hashes, published)
        ]
        report.unchanged = len(hashes) - len(pending)
        report.removed = sorted(published.keys() - {file.path for file in files})
        todo = [file for file in pending if not _same(file, hashes, staged)]
        self._done, self._total = len(pending) - len(todo), len(pending)
        self._progress(IngestProgress(self._done, self._total, 0))
        async for batch in self._batches(todo, hashes):
            await self._stage(batch)
        for file in pending:
            if file.path not in report.failed:
                (report.changed if file.path in published else report.added).append(file.path)
        if report.added or report.changed or report.removed:
            plan = PublishPlan(self._run, frozenset(report.removed))
            report.revision = await self._library.publish(plan)
        return report

    def _hashes(self, files: Iterable[SourceFile]) -> dict[str, str]:
        """Name the version of every readable file."""
        found = {}
        for file in files:
            url = self._urls[file.path]
            try:
                data = file.read()
            except UnreadableFile as error:
                self._report.failed[file.path] = error.detail
                continue
            found[file.path] = content_hash(data, EXTRACTOR_VERSION, self._embedder.model, url)
        return found

    async def _batches(
        self, files: Sequence[SourceFile], hashes: Mapping[str, str]
    ) -> AsyncIterator[list[_Prepared]]:
        batch: list[_Prepared] = []
        chunks = 0
        for file in files:
            try:
                prepared = await asyncio.to_thread(self._prepare, file, hashes[file.path])
            except UnreadableFile as error:
                self._report.failed[file.path] = error.detail
                self._done += 1
                continue
            batch.append(prepared)
            chunks += len(prepared.document.chunks)
            if chunks >= BATCH_CHUNKS or len(batch) >= BATCH_DOCUMENTS:
                yield batch
                batch, chunks = [], 0
        if batch:
            yield batch

    def _prepare(self, file: SourceFile, version: str) -> _Prepared:
        extracted = load(file.path, "", file.read())
        drafts = self._splitter.split(extracted, file.path)
        document = DocumentVersion(
            document_id=_document_id(self._run, file.path),
            path=file.path,
            url=self._urls[file.path],
            title=extracted.title,
            description=extracted.description,
            content_hash=version,
            html=render(extracted, drafts, file.path, self._urls),
            chunks=tuple(draft.chunk for draft in drafts),
        )
        return _Prepared(document, {draft.chunk.content_id: draft.embedded for draft in drafts})

    async def _stage(self, batch: Sequence[_Prepared]) -> None:
        texts = {key: text for prepared in batch for key, text in prepared.embedded.items()}
        known = await self._known(list(texts))
        new = {key: text for key, text in texts.items() if key not in known}
        embedded = await self._embedder.embed_passages(list(new.values()))
        data = dict(zip(new, embedded, strict=True))
        documents = [prepared.document for prepared in batch]
        await self._library.stage(self._run, documents, data)
        self._report.embedded += len(new)
        self._report.chunks += sum(len(document.chunks) for document in documents)
        self._done += len(batch)
        self._progress(IngestProgress(self._done, self._total, self._report.chunks))

    async def _known(self, content_ids: Sequence[str]) -> set[str]:
        known: set[str] = set()
        for start in range(0, len(content_ids), ASKED_VECTORS):
            known |= await self._library.known_vectors(content_ids[start : start + ASKED_VECTORS])
        return known


def _same(file: SourceFile, hashes: Mapping[str, str], known: Mapping[str, str]) -> bool:
    return known.get(file.path) == hashes[file.path]


def _document_id(run: IngestRun, path: str) -> str:
    key = "\0".join([run.assistant_id, run.source_id, path])
    return "doc_" + hashlib.blake2b(key.encode(), digest_size=13).hexdigest()
