"""Hybrid search: what the query means and which words it uses, put in order word by word."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from knowledge.contracts import (
    ChunkReader,
    DraftPassage,
    Embedder,
    FullText,
    Passage,
    ReadQuery,
    Vector,
)
from knowledge.index.vectors import IndexUnusable, VectorIndex
from knowledge.query.question import Key, Question
from knowledge.query.spelling import respelled
from knowledge.query.vector import read_query
from knowledge.query.vocabulary import Vocabularies
from knowledge.rank.drafts import Competing, embedded_drafts
from knowledge.rank.fusion import Candidate, background, fuse
from knowledge.rank.order import Ordering, passage_of
from knowledge.terms import coverage

CANDIDATES: Final = 50
"""How many chunks each of the two searches contributes."""
REMEMBERED: Final = 512
"""Searches whose result is kept; visitors ask the same things, and a revision never changes."""
PATIENCE_S: Final = 0.3
"""How long the first search of a revision waits until its words are counted."""

Lexical = dict[str, float]
"""Chunk id -> full-text score, best first."""


@dataclass(frozen=True, slots=True)
class _Worded:
    """What the words found, with its vectors: the index gives only the nearest."""

    scores: Lexical
    vectors: Mapping[str, bytes]

    def cosines(self, vector: Vector) -> dict[str, float]:
        """Return the cosine of each chunk that has a vector."""
        if not self.vectors:
            return {}
        stored = np.frombuffer(b"".join(self.vectors.values()), np.float32)
        near = stored.reshape(len(self.vectors), -1) @ vector
        return dict(zip(self.vectors, near.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Near:
    """The question, and what the index of that revision has nearest to it."""

    read: ReadQuery
    revision: int
    cosines: Mapping[str, float]


class HybridSearch:
    """Answers from one complete revision of an assistant's documents; see `VectorIndex`."""

    def __init__(
        self, embedder: Embedder, index: VectorIndex, full_text: FullText, reader: ChunkReader
    ) -> None:
        self._embedder = embedder
        self._index = index
        self._full_text = full_text
        self._reader = reader
        self._ordering = Ordering(reader)
        self._vocabularies = Vocabularies(reader, PATIENCE_S)
        self._known: OrderedDict[Key, list[Passage]] = OrderedDict()

    async def search(
        self,
        assistant_id: str,
        query: str,
        k: int = 8,
        revision: int | None = None,
        drafts: Sequence[DraftPassage] = (),
    ) -> list[Passage]:
        """Return the best passages, best first; nothing when nothing is published.

        `query` is ready for searching: it already says what the conversation adds, the question
        itself in its last line. `revision` is the published one if the caller has just read it.
        Without a vector, or without an index that can be built, the full text answers alone:
        cosines are then 0, as is `vector_rank`. `drafts` compete in this search alone.
        """
        if not query.strip():
            return []
        if revision is None:
            revision = await self._reader.revision(assistant_id)
        if revision == 0 and not drafts:
            return []
        vocabulary = await self._vocabularies.of(assistant_id, revision)
        query = respelled(query, vocabulary, self._embedder)
        asked = Question(assistant_id, revision, query, k, vocabulary, tuple(drafts))
        try:
            return await self._found(asked)
        except IndexUnusable:  # the broken files are gone now: one fresh build
            pass
        try:
            return await self._found(asked)
        except IndexUnusable:
            return await self._by_words(asked, await self._worded(asked))

    async def _found(self, asked: Question) -> list[Passage]:
        if asked.key is not None and asked.key in self._known:
            self._known.move_to_end(asked.key)
            return self._known[asked.key]
        near, worded = await asyncio.gather(self._near(asked), self._worded(asked))
        if near is None:
            return await self._by_words(asked, worded)
        if near.revision != asked.revision:
            return await self._found_before(asked, near)
        found = await self._ranked(asked, near, worded)
        if asked.key is not None:
            self._known[asked.key] = found
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    async def _found_before(self, asked: Question, near: _Near) -> list[Passage]:
        """Search the revision that the index holds, without what was taken away since then."""
        earlier = replace(asked, revision=near.revision)
        found = await self._ranked(earlier, near, await self._worded(earlier))
        gone = await self._reader.taken_away(
            asked.assistant_id, near.revision, [passage.chunk_id for passage in found]
        )
        return [passage for passage in found if passage.chunk_id not in gone]

    async def _near(self, asked: Question) -> _Near | None:
        read = await read_query(self._embedder, asked.query)
        if read is None:
            return None
        snapshot = await self._index.snapshot(asked.assistant_id, asked.revision)
        cosines = await self._index.nearest(snapshot, read.vector, CANDIDATES)
        return _Near(read, snapshot.revision, cosines)

    async def _worded(self, asked: Question) -> _Worded:
        scores = dict(
            await self._full_text.full_text(
                asked.assistant_id, asked.revision, asked.terms, CANDIDATES
            )
        )
        vectors = await self._reader.vectors_of(asked.assistant_id, asked.revision, list(scores))
        return _Worded(scores, vectors)

    async def _ranked(self, asked: Question, near: _Near, worded: _Worded) -> list[Passage]:
        read = near.read
        drafts = await embedded_drafts(self._embedder, asked.drafts)
        cosines = {**worded.cosines(read.vector), **near.cosines} if near.cosines else {}
        candidates = _candidates(asked, read, cosines, worded.scores, drafts)
        found = await self._ordering.best(asked, read, candidates, drafts)
        behind = background(candidate.cosine for candidate in candidates)
        return [replace(passage, background=behind) for passage in found]

    async def _by_words(self, asked: Question, worded: _Worded) -> list[Passage]:
        """Search without vectors; not remembered, since the next search may have them again."""
        best = [
            replace(candidate, vector_rank=0)
            for candidate in fuse(dict.fromkeys(worded.scores, 0.0), worded.scores)[: asked.k]
        ]
        stored = await self._reader.passages(
            asked.assistant_id, asked.revision, [candidate.chunk_id for candidate in best]
        )
        placed = {candidate.chunk_id: candidate for candidate in best}
        return [
            passage_of(
                passage,
                placed[passage.chunk_id],
                rank,
                coverage(asked.terms, passage.title, *passage.heading_path, passage.text),
                asked.revision,
            )
            for rank, passage in enumerate(stored, 1)
        ]


def _candidates(
    asked: Question,
    read: ReadQuery,
    cosines: Mapping[str, float],
    worded: Lexical,
    drafts: Competing,
) -> list[Candidate]:
    """Join what both searches found; what has no vector is not there any more."""
    lexical = {chunk_id: score for chunk_id, score in worded.items() if chunk_id in cosines}
    best = max(lexical.values(), default=1.0)
    return fuse(
        {**cosines, **drafts.cosines(read.vector)}, lexical | drafts.lexical(asked.terms, best)
    )
