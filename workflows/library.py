"""Knowledge on SQL: what ingestion and search ask for, kept by the store."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from core.clock import Clock
from knowledge.contracts import DocumentVersion, Embedded, IngestRun, PublishPlan, StoredPassage
from store import library, passages, sources, words
from store.database import Database

VECTORS_AT_ONCE = 2_000


class SqlLibrary:
    """`knowledge.contracts.Library`; every method is one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def documents(self, assistant_id: str, source_id: str) -> dict[str, str]:
        return await self._db.read(lambda s: library.published(s, assistant_id, source_id))

    async def staged(self, run: IngestRun) -> dict[str, str]:
        return await self._db.read(lambda s: library.staged(s, _run(run)))

    async def known_vectors(self, content_ids: Sequence[str]) -> set[str]:
        return await self._db.read(lambda s: library.known_vectors(s, content_ids))

    async def stage(
        self,
        run: IngestRun,
        documents: Sequence[DocumentVersion],
        vectors: Mapping[str, Embedded],
    ) -> None:
        rows = [_rows(document) for document in documents]
        data = {name: (made.vector, made.tokens) for name, made in vectors.items()}
        await self._db.write(lambda s: library.stage(s, _run(run), rows, data))

    async def discard(self, run: IngestRun) -> None:
        await self._db.write(lambda s: library.discard(s, _run(run)))

    async def publish(self, plan: PublishPlan) -> int:
        now = self._clock.now()

        def publish(s: Session) -> int:
            revision = library.publish(s, _run(plan.run), sorted(plan.removed))
            sources.refreshed(s, now, plan.run.source_id)
            return revision

        return await self._db.write(publish)


class SqlReader:
    """`knowledge.contracts.ChunkReader` and `FullText`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def revision(self, assistant_id: str) -> int:
        return await self._db.read(lambda s: passages.revision(s, assistant_id))

    async def vectors(
        self, assistant_id: str, revision: int
    ) -> AsyncIterator[Sequence[tuple[str, bytes]]]:
        after = 0
        while batch := await self._batch(assistant_id, revision, after):
            yield [(chunk_id, vector) for _, chunk_id, vector in batch]
            after = batch[-1][0]

    async def tokens(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> dict[str, bytes]:
        return await self._db.read(lambda s: passages.tokens(s, assistant_id, revision, chunk_ids))

    async def passages(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> list[StoredPassage]:
        rows = await self._db.read(
            lambda s: passages.passages(s, assistant_id, revision, chunk_ids)
        )
        return [StoredPassage(**asdict(row)) for row in rows]

    async def full_text(
        self, assistant_id: str, revision: int, terms: Sequence[str], limit: int
    ) -> list[tuple[str, float]]:
        return await self._db.read(lambda s: words.find(s, assistant_id, revision, terms, limit))

    async def _batch(
        self, assistant_id: str, revision: int, after: int
    ) -> list[tuple[int, str, bytes]]:
        return await self._db.read(
            lambda s: passages.vectors(s, assistant_id, revision, after, VECTORS_AT_ONCE)
        )


def _run(run: IngestRun) -> library.Run:
    return library.Run(run.run_id, run.assistant_id, run.source_id)


def _rows(document: DocumentVersion) -> tuple[dict[str, object], list[dict[str, object]]]:
    values = asdict(document)
    chunks = values.pop("chunks")
    return values, list(chunks)
