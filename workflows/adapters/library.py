"""Knowledge on SQL: what ingestion and search ask for, kept by the store."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from core.clock import Clock
from core.vocabulary import PageState
from knowledge.contracts import DocumentVersion, Embedded, StoredPassage
from knowledge.keeping import IngestRun, KnownPage, PublishPlan
from store import clearing, library, passages, source_pages, sources, words
from store.database import Database
from store.source_pages import SourcePage
from workflows.adapters.full_text import BROKEN, FullTextKeeper

VECTORS_AT_ONCE = 2_000


class SqlLibrary:
    """`knowledge.keeping.Library`; every method is one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def pages(self, source_id: str) -> dict[str, KnownPage]:
        found = await self._db.read(lambda s: source_pages.known(s, source_id))
        return {
            path: KnownPage(
                path=path,
                version=page.hash,
                url=page.url,
                etag=page.etag or "",
                last_modified=page.last_modified or "",
                links=page.links,
                reason=page.reason,
            )
            for path, page in found.items()
        }

    async def keep_pages(
        self, source_id: str, pages: Sequence[KnownPage], gone: Sequence[str]
    ) -> None:
        now, rows = self._clock.now(), [_page(page) for page in pages]

        def keep(s: Session) -> None:
            source_pages.record(s, now, source_id, rows)
            source_pages.forget(s, source_id, gone)

        await self._db.write(keep)

    async def documents(self, assistant_id: str, source_id: str) -> dict[str, str]:
        return await self._db.read(lambda s: library.published(s, assistant_id, source_id))

    async def staged(self, run: IngestRun) -> dict[str, str]:
        return await self._db.read(lambda s: library.staged(s, _run(run)))

    async def staged_chunks(self, run: IngestRun) -> int:
        return await self._db.read(lambda s: library.staged_chunks(s, _run(run)))

    async def known_vectors(self, content_ids: Sequence[str]) -> set[str]:
        return await self._db.read(lambda s: library.known_vectors(s, content_ids))

    async def stage(
        self,
        run: IngestRun,
        documents: Sequence[DocumentVersion],
        vectors: Mapping[str, Embedded],
    ) -> set[str]:
        rows = [_rows(document) for document in documents]
        data = {name: (made.vector, made.tokens) for name, made in vectors.items()}
        return await self._db.write(lambda s: library.stage(s, _run(run), rows, data))

    async def unstage(self, run: IngestRun, paths: Sequence[str]) -> None:
        await self._db.write(lambda s: library.unstage(s, _run(run), paths))

    async def discard(self, run: IngestRun) -> None:
        await self._db.write(lambda s: library.discard(s, _run(run)))

    async def publish(self, plan: PublishPlan) -> int:
        now = self._clock.now()

        def publish(s: Session) -> int:
            revision = library.publish(s, _run(plan.run), sorted(plan.removed))
            sources.refreshed(s, now, plan.run.source_id)
            return revision

        return await self._db.write(publish)

    async def clean(self, source_id: str) -> None:
        while await self._db.write(lambda s: clearing.clean(s, source_id)):
            pass


class SqlReader:
    """`knowledge.contracts.ChunkReader` and `FullText`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.keeper = FullTextKeeper(db)

    async def revision(self, assistant_id: str) -> int:
        return await self._db.read(lambda s: passages.revision(s, assistant_id))

    async def vectors(
        self, assistant_id: str, revision: int
    ) -> AsyncIterator[Sequence[tuple[str, bytes]]]:
        after = 0
        while batch := await self._batch(assistant_id, revision, after):
            yield [(chunk_id, vector) for _, chunk_id, vector in batch]
            after = batch[-1][0]

    async def texts(self, assistant_id: str, revision: int) -> AsyncIterator[Sequence[str]]:
        after = 0
        while batch := await self._words(assistant_id, revision, after):
            yield [text for _, text in batch]
            after = batch[-1][0]

    async def vectors_of(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> dict[str, bytes]:
        return await self._db.read(
            lambda s: passages.vectors_of(s, assistant_id, revision, chunk_ids)
        )

    async def passages(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> list[StoredPassage]:
        rows = await self._db.read(
            lambda s: passages.passages(s, assistant_id, revision, chunk_ids)
        )
        return [StoredPassage(**vars(row)) for row in rows]

    async def taken_away(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> set[str]:
        return await self._db.read(
            lambda s: passages.taken_away(s, assistant_id, revision, chunk_ids)
        )

    async def full_text(
        self, assistant_id: str, revision: int, terms: Sequence[str], limit: int
    ) -> list[tuple[str, float]]:
        try:
            return await self._db.read(
                lambda s: words.find(s, assistant_id, revision, terms, limit)
            )
        except BROKEN:
            self.keeper.repair()
            return []  # the vectors answer meanwhile

    async def _batch(
        self, assistant_id: str, revision: int, after: int
    ) -> list[tuple[int, str, bytes]]:
        return await self._db.read(
            lambda s: passages.vectors(s, assistant_id, revision, after, VECTORS_AT_ONCE)
        )

    async def _words(self, assistant_id: str, revision: int, after: int) -> list[tuple[int, str]]:
        return await self._db.read(
            lambda s: passages.texts(s, assistant_id, revision, after, VECTORS_AT_ONCE)
        )


def _run(run: IngestRun) -> library.Run:
    return library.Run(run.run_id, run.assistant_id, run.source_id)


def _page(page: KnownPage) -> SourcePage:
    return SourcePage(
        path=page.path,
        hash=page.version,
        state=PageState.PUBLISHED if page.reason is None else PageState.FAILED,
        url=page.url,
        etag=page.etag or None,
        last_modified=page.last_modified or None,
        links=page.links,
        reason=page.reason,
    )


def _rows(document: DocumentVersion) -> tuple[dict[str, object], list[dict[str, object]]]:
    values = asdict(document)
    chunks = values.pop("chunks")
    return values, list(chunks)
