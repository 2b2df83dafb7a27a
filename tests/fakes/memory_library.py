"""The store's side of knowledge in memory: same visibility rules, SQLite's real full text."""

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.contracts import Chunk, DocumentVersion, Embedded, StoredPassage
from knowledge.ingest.library import IngestRun, KnownPage, PublishPlan


@dataclass
class Row:
    """One document version; visible at N when `since <= N < until`."""

    run: IngestRun
    document: DocumentVersion
    since: int | None = None
    until: int | None = None

    def visible(self, assistant_id: str, revision: int) -> bool:
        begun = self.since is not None and self.since <= revision
        return (
            begun
            and self.run.assistant_id == assistant_id
            and (self.until is None or self.until > revision)
        )


class MemoryLibrary:
    """Implements `Library`, `FullText` and `ChunkReader`; `rows` and `stored` are open to tests."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.stored: dict[str, Embedded] = {}
        self.revisions: dict[str, int] = {}
        self.published_at: list[int] = []
        self.cleaned: list[str] = []
        self.kept: dict[str, dict[str, KnownPage]] = {}
        self._words = sqlite3.connect(":memory:", check_same_thread=False)
        self._words.execute(
            "CREATE VIRTUAL TABLE words USING fts5 (chunk_id UNINDEXED, row UNINDEXED, title,"
            " headings, body, tokenize = 'porter unicode61 remove_diacritics 2')"
        )

    async def pages(self, source_id: str) -> dict[str, KnownPage]:
        return dict(self.kept.get(source_id, {}))

    async def keep_pages(
        self, source_id: str, pages: Sequence[KnownPage], gone: Sequence[str]
    ) -> None:
        kept = self.kept.setdefault(source_id, {})
        kept.update({page.path: page for page in pages})
        for path in gone:
            del kept[path]

    async def documents(self, assistant_id: str, source_id: str) -> dict[str, str]:
        return {
            row.document.path: row.document.content_hash
            for row in self._visible(assistant_id, self.revisions.get(assistant_id, 0))
            if row.run.source_id == source_id
        }

    async def staged(self, run: IngestRun) -> dict[str, str]:
        return {row.document.path: row.document.content_hash for row in self._staged(run)}

    async def staged_chunks(self, run: IngestRun) -> int:
        return sum(len(row.document.chunks) for row in self._staged(run))

    async def known_vectors(self, content_ids: Sequence[str]) -> set[str]:
        assert len(content_ids) <= 500
        return self.stored.keys() & set(content_ids)

    async def stage(
        self,
        run: IngestRun,
        documents: Sequence[DocumentVersion],
        vectors: Mapping[str, Embedded],
    ) -> set[str]:
        paths = {document.path for document in documents}
        self.rows = [
            row
            for row in self.rows
            if not (row.since is None and row.run == run and row.document.path in paths)
        ]
        self.rows += [Row(run, document) for document in documents]
        self.stored = {**vectors, **self.stored}
        return set()

    async def unstage(self, run: IngestRun, paths: Sequence[str]) -> None:
        staged = {id(row) for row in self._staged(run) if row.document.path in paths}
        self.rows = [row for row in self.rows if id(row) not in staged]

    async def discard(self, run: IngestRun) -> None:
        place = (run.assistant_id, run.source_id)
        self.rows = [
            row
            for row in self.rows
            if row.since is not None
            or row.run.run_id == run.run_id
            or (row.run.assistant_id, row.run.source_id) != place
        ]

    async def clean(self, source_id: str) -> None:
        self.cleaned.append(source_id)

    async def publish(self, plan: PublishPlan) -> int:
        assistant_id = plan.run.assistant_id
        revision = self.revisions.get(assistant_id, 0) + 1
        staged = self._staged(plan.run)
        closed = {row.document.path for row in staged} | plan.removed
        for row in self._visible(assistant_id, revision - 1):
            if row.run.source_id == plan.run.source_id and row.document.path in closed:
                row.until = revision
        for row in staged:
            row.since = revision
            self._index(row)
        self.revisions[assistant_id] = revision
        self.published_at.append(revision)
        return revision

    async def full_text(
        self, assistant_id: str, revision: int, terms: Sequence[str], limit: int
    ) -> list[tuple[str, float]]:
        if not terms:
            return []
        found = self._words.execute(
            "SELECT chunk_id, row, -bm25(words, 0, 0, 4.0, 2.0, 1.0) AS score FROM words"
            " WHERE words MATCH ? ORDER BY score DESC, rowid",
            [" OR ".join(f'"{term}"' for term in terms)],
        )
        visible = {id(row) for row in self._visible(assistant_id, revision)}
        return [(name, score) for name, row, score in found if int(row) in visible][:limit]

    async def revision(self, assistant_id: str) -> int:
        return self.revisions.get(assistant_id, 0)

    async def vectors(
        self, assistant_id: str, revision: int
    ) -> AsyncIterator[Sequence[tuple[str, bytes]]]:
        for row in self._visible(assistant_id, revision):
            if row.document.chunks:
                yield [
                    (chunk.chunk_id, self.stored[chunk.content_id].vector)
                    for chunk in row.document.chunks
                ]

    async def vectors_of(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> dict[str, bytes]:
        wanted = set(chunk_ids)
        return {
            chunk_id: vector
            async for batch in self.vectors(assistant_id, revision)
            for chunk_id, vector in batch
            if chunk_id in wanted
        }

    async def texts(self, assistant_id: str, revision: int) -> AsyncIterator[Sequence[str]]:
        for row in self._visible(assistant_id, revision):
            yield [
                "\n".join([row.document.title, *chunk.heading_path, chunk.text])
                for chunk in row.document.chunks
            ]

    async def passages(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> list[StoredPassage]:
        known = {
            chunk.chunk_id: (row.document, chunk)
            for row in self._visible(assistant_id, revision)
            for chunk in row.document.chunks
        }
        return [
            replace(_stored(*known[name]), tokens=self.stored[known[name][1].content_id].tokens)
            for name in chunk_ids
            if name in known
        ]

    async def taken_away(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> set[str]:
        newest = self._visible(assistant_id, self.revisions[assistant_id])
        shown = {(row.run.source_id, row.document.path) for row in newest}
        return {
            chunk.chunk_id
            for row in self._visible(assistant_id, revision)
            for chunk in row.document.chunks
            if chunk.chunk_id in chunk_ids and (row.run.source_id, row.document.path) not in shown
        }

    def _visible(self, assistant_id: str, revision: int) -> list[Row]:
        return [row for row in self.rows if row.visible(assistant_id, revision)]

    def _staged(self, run: IngestRun) -> list[Row]:
        return [row for row in self.rows if row.since is None and row.run == run]

    def _index(self, row: Row) -> None:
        self._words.executemany(
            "INSERT INTO words VALUES (?, ?, ?, ?, ?)",
            [
                (
                    chunk.chunk_id,
                    str(id(row)),
                    row.document.title,
                    " ".join(chunk.heading_path),
                    chunk.text,
                )
                for chunk in row.document.chunks
            ],
        )


def _stored(document: DocumentVersion, chunk: Chunk) -> StoredPassage:
    texts = {other.ordinal: other.text for other in document.chunks}
    same = {o.ordinal for o in document.chunks if o.heading_path == chunk.heading_path}
    return StoredPassage(
        chunk.chunk_id,
        document.document_id,
        document.title,
        chunk.heading_path,
        chunk.anchor,
        chunk.passage,
        document.url,
        document.path,
        chunk.text,
        texts.get(chunk.ordinal - 1, ""),
        texts.get(chunk.ordinal + 1, ""),
        cut_before=chunk.ordinal - 1 in same,
        cut_after=chunk.ordinal + 1 in same,
    )
