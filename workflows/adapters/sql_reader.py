"""Published knowledge from SQL, as search asks for it."""

from collections.abc import AsyncIterator, Sequence

from knowledge.contracts import StoredPassage
from store import passages
from store.database import Database
from store.full_text.word_scores import WordScores
from workflows.adapters.full_text import BROKEN, FullTextKeeper

VECTORS_AT_ONCE = 2_000


class SqlReader:
    """`knowledge.contracts.ChunkReader` and `FullText`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.keeper = FullTextKeeper(db)
        self._word_scores = WordScores()

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
                lambda s: self._word_scores.find(s, assistant_id, revision, terms, limit)
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
