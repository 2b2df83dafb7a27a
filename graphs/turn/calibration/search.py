"""Documents in memory, searched as the product searches them; for fitting and for tests.

Extraction, splitting, embedding, terms and fusion are those of `knowledge`; only the two indexes
are replaced, by one matrix and by BM25 (Robertson, Zaragoza 2009) over a dictionary.
"""

import asyncio
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from knowledge.contracts import Chunk, Embedder, Passage, Vectors
from knowledge.fusion import fuse
from knowledge.loaders import load
from knowledge.split import Splitter
from knowledge.terms import coverage, query_terms, stem

CANDIDATES = 50
_K1, _B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Source:
    """One document before it is split."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Stored:
    path: str
    title: str
    chunk: Chunk
    before: str
    after: str


class InMemorySearch:
    """Implements `Retriever` for one set of documents; the assistant's id does not matter."""

    def __init__(self, embedder: Embedder, stored: list[_Stored], vectors: Vectors) -> None:
        self._embedder = embedder
        self._stored = stored
        self._vectors = vectors
        self._words = [Counter(_words(s)) for s in stored]
        self._mean = sum(w.total() for w in self._words) / max(1, len(stored))
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(self._words):
            for word in words:
                self._places[word].append(place)

    @classmethod
    async def of_folder(cls, embedder: Embedder, folder: Path) -> Self:
        """Read every Markdown file below a folder."""
        files = await asyncio.to_thread(lambda: sorted(folder.rglob("*.md")))
        return await cls.of_sources(
            embedder, [Source(f.relative_to(folder).as_posix(), f.read_bytes()) for f in files]
        )

    @classmethod
    async def of_sources(cls, embedder: Embedder, sources: Iterable[Source]) -> Self:
        """Split and embed documents."""
        splitter = Splitter(embedder, "fit")
        stored: list[_Stored] = []
        embedded: list[str] = []
        for source in sources:
            document = load(source.path, "", source.data)
            drafts = splitter.split(document, source.path)
            texts = ["", *(draft.chunk.text for draft in drafts), ""]
            for place, draft in enumerate(drafts):
                around = texts[place], texts[place + 2]
                stored.append(_Stored(source.path, document.title, draft.chunk, *around))
                embedded.append(draft.embedded)
        return cls(embedder, stored, await embedder.embed(embedded))

    async def search(
        self, assistant_id: str, query: str, k: int, revision: int | None = None
    ) -> list[Passage]:
        """Return the `k` best passages, best first."""
        vector = await self._embedder.embed_query(query)
        terms = query_terms(query)
        cosines = self._vectors @ vector
        lexical = self._lexical(terms)
        worded = sorted(lexical, key=lambda place: -lexical[place])[:CANDIDATES]
        near = np.argsort(-cosines)[:CANDIDATES].tolist()
        ranked = fuse(
            {str(place): float(cosines[place]) for place in {*near, *worded}},
            {str(place): lexical[place] for place in worded},
        )
        found = []
        for rank, candidate in enumerate(ranked[:k], 1):
            stored = self._stored[int(candidate.chunk_id)]
            chunk = stored.chunk
            found.append(
                Passage(
                    chunk_id=chunk.chunk_id,
                    document_id=stored.path,
                    title=stored.title,
                    heading_path=chunk.heading_path,
                    anchor=chunk.anchor,
                    url=f"/docs/{stored.path}#{chunk.passage}",
                    path=stored.path,
                    text=chunk.text,
                    before=stored.before,
                    after=stored.after,
                    score=candidate.score,
                    cosine=candidate.cosine,
                    lexical=candidate.lexical,
                    rank=rank,
                    vector_rank=candidate.vector_rank,
                    lexical_rank=candidate.lexical_rank,
                    coverage=coverage(terms, stored.title, *chunk.heading_path, chunk.text),
                    revision=1,
                )
            )
        return found

    def _lexical(self, terms: list[str]) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        for term in terms:
            places = self._places.get(stem(term), [])
            rarity = math.log(1 + (len(self._stored) - len(places) + 0.5) / (len(places) + 0.5))
            for place in places:
                count = self._words[place][stem(term)]
                length = 1 - _B + _B * self._words[place].total() / self._mean
                scores[place] += rarity * count * (_K1 + 1) / (count + _K1 * length)
        return dict(scores)


def _words(stored: _Stored) -> list[str]:
    """Title and headings count twice."""
    heads = " ".join((stored.title, *stored.chunk.heading_path))
    return [stem(word) for word in _all_words(f"{heads} {heads} {stored.chunk.text}")]


def _all_words(text: str) -> list[str]:
    """Return all words of a text, repeated ones too."""
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()
