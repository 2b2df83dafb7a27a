"""What ingestion reads and writes, kept in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from core.clock import Clock
from core.errors import Conflict
from core.vocabulary import PageState
from knowledge.contracts import DocumentVersion, Embedded
from knowledge.ingest.library import IngestRun, KnownPage, PublishPlan
from store import clearing, ingest_runs, library, source_pages, sources
from store.database import Database
from store.source_pages import SourcePage


class SqlLibrary:
    """The `Library` of `knowledge.ingest.library`; every method is one transaction."""

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
            if not ingest_runs.may_publish(s, plan.run.source_id, plan.run.run_id):
                raise Conflict("Somebody has stopped the reading.", code="run_stopped")
            revision = library.publish(s, _run(plan.run), sorted(plan.removed))
            sources.refreshed(s, now, plan.run.source_id)
            return revision

        return await self._db.write(publish)

    async def clean(self, source_id: str) -> None:
        while await self._db.write(lambda s: clearing.clean(s, source_id)):
            pass


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
