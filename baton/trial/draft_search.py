"""Searches in which a draft competes with what is published."""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from knowledge.contracts import DraftPassage, Embedded, Embedder, Passage
from knowledge.delegating import DelegatingEmbedder

FAR: Final = 0.3
"""Cosine below which a draft cannot be what answers a question best."""


class RememberedPassages(DelegatingEmbedder):
    """An `Embedder` that embeds a draft once, though each search of a preview asks for it."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._texts: tuple[str, ...] = ()
        self._embedded: list[Embedded] = []

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        if tuple(texts) != self._texts:
            self._embedded = await super().embed_passages(texts)
            self._texts = tuple(texts)
        return self._embedded


class DraftSearch(Protocol):
    async def search(
        self,
        assistant_id: str,
        query: str,
        k: int,
        revision: int | None = None,
        drafts: Sequence[DraftPassage] = (),
    ) -> Sequence[Passage]:
        """Search with passages that compete in this one search although nobody published them."""
        ...


class DraftRetriever:
    """`graphs.turn.state.Retriever` with a draft; `without` is the path of what it replaces."""

    def __init__(
        self, search: DraftSearch, drafts: Sequence[DraftPassage], without: str | None
    ) -> None:
        self._search, self._drafts, self._without = search, drafts, without

    async def search(
        self, assistant_id: str, query: str, k: int, revision: int | None = None
    ) -> Sequence[Passage]:
        more = k + 4 if self._without else k
        found = await self._search.search(assistant_id, query, more, revision, self._drafts)
        return [passage for passage in found if passage.path != self._without][:k]

    async def is_near(self, embedder: Embedder, question: str) -> bool:
        """Say whether the draft may change what the question is answered with."""
        asked = (await embedder.read_query(question)).vector
        made = await embedder.embed_passages([f"{d.title}\n{d.text}" for d in self._drafts])
        return any(float(np.frombuffer(one.vector, np.float32) @ asked) >= FAR for one in made)
