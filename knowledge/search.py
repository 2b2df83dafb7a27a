"""Hybrid search: what the query means and which words it uses, fused into one list."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from knowledge.contracts import ChunkReader, Embedder, FullText, Passage, StoredPassage, Vector
from knowledge.fusion import Candidate, background, fuse
from knowledge.index import IndexUnusable, Snapshot, VectorIndex
from knowledge.query_vector import query_vector
from knowledge.terms import coverage, query_terms

CANDIDATES = 50
"""How many chunks each of the two searches contributes."""
REMEMBERED = 512
"""Searches whose result is kept; visitors ask the same things, and a revision never changes."""


class HybridSearch:
    """Answers from one complete revision of an assistant's documents; see `VectorIndex`."""

    def __init__(
        self, embedder: Embedder, index: VectorIndex, full_text: FullText, reader: ChunkReader
    ) -> None:
        self._embedder = embedder
        self._index = index
        self._full_text = full_text
        self._reader = reader
        self._known: OrderedDict[tuple[str, int, str, int], list[Passage]] = OrderedDict()

    async def search(
        self, assistant_id: str, query: str, k: int = 8, revision: int | None = None
    ) -> list[Passage]:
        """Return the best passages, best first; nothing when nothing is published.

        `query` is ready for searching: it already says what the conversation adds. `revision` is
        the published one if the caller has just read it. Without a vector, or without an index
        that can be built, the full text answers alone: cosines are then 0, as is `vector_rank`.
        """
        if not query.strip():
            return []
        if revision is None:
            revision = await self._reader.revision(assistant_id)
        if revision == 0:
            return []
        try:
            return await self._found(assistant_id, revision, query, k)
        except IndexUnusable:  # the broken files are gone now: one fresh build
            pass
        try:
            return await self._found(assistant_id, revision, query, k)
        except IndexUnusable:
            return await self._by_words(assistant_id, revision, query, k)

    async def _found(self, assistant_id: str, revision: int, query: str, k: int) -> list[Passage]:
        vector = await query_vector(self._embedder, query)
        if vector is None:
            return await self._by_words(assistant_id, revision, query, k)
        snapshot = await self._index.snapshot(assistant_id, revision)
        key = (assistant_id, snapshot.revision, query, k)
        if key not in self._known:
            ranked = await self._candidates(snapshot, vector, query_terms(query))
            passages = await self._passages(assistant_id, snapshot.revision, query, ranked[:k])
            behind = background(candidate.cosine for candidate in ranked)
            self._known[key] = [replace(passage, background=behind) for passage in passages]
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    async def _by_words(
        self, assistant_id: str, revision: int, query: str, k: int
    ) -> list[Passage]:
        """Search without vectors; not remembered, since the next search may have them again."""
        terms = query_terms(query)
        worded = dict(await self._full_text.full_text(assistant_id, revision, terms, CANDIDATES))
        ranked = fuse(dict.fromkeys(worded, 0.0), worded)
        unplaced = [replace(candidate, vector_rank=0) for candidate in ranked[:k]]
        return await self._passages(assistant_id, revision, query, unplaced)

    async def _passages(
        self, assistant_id: str, revision: int, query: str, ranked: Sequence[Candidate]
    ) -> list[Passage]:
        terms = query_terms(query)
        best = {candidate.chunk_id: candidate for candidate in ranked}
        stored = await self._reader.passages(assistant_id, revision, list(best))
        return [
            _passage(passage, best[passage.chunk_id], rank, terms, revision)
            for rank, passage in enumerate(stored, 1)
        ]

    async def _candidates(
        self, snapshot: Snapshot, vector: Vector, terms: Sequence[str]
    ) -> list[Candidate]:
        """Run both searches at the same time, then fill in the cosines that are missing."""
        near, worded = await asyncio.gather(
            self._index.nearest(snapshot, vector, CANDIDATES),
            self._full_text.full_text(snapshot.assistant_id, snapshot.revision, terms, CANDIDATES),
        )
        cosines, lexical = dict(near), dict(worded)
        unknown = [chunk_id for chunk_id in lexical if chunk_id not in cosines]
        if unknown:
            cosines |= await self._index.cosines(snapshot, vector, unknown)
        return fuse(cosines, lexical)


def _passage(
    stored: StoredPassage, found: Candidate, rank: int, terms: Sequence[str], revision: int
) -> Passage:
    return Passage(
        chunk_id=stored.chunk_id,
        document_id=stored.document_id,
        title=stored.title,
        heading_path=stored.heading_path,
        anchor=stored.anchor,
        url=f"{stored.url}#{quote(stored.passage, safe='~')}",
        path=stored.path,
        text=stored.text,
        before=stored.before,
        after=stored.after,
        score=found.score,
        cosine=found.cosine,
        lexical=found.lexical,
        rank=rank,
        vector_rank=found.vector_rank,
        lexical_rank=found.lexical_rank,
        coverage=coverage(terms, stored.title, *stored.heading_path, stored.text),
        revision=revision,
    )
