"""A base for embedders that do one thing in their own way and leave the rest to another one."""

from collections.abc import Sequence

from knowledge.contracts import Embedded, Embedder, ReadQuery, Vector, Vectors


class DelegatingEmbedder:
    """Implements `Embedder` by asking another one for everything."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def model(self) -> str:
        return self._embedder.model

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self._embedder.embed(texts)

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        return await self._embedder.embed_passages(texts)

    async def embed_query(self, text: str) -> Vector:
        return await self._embedder.embed_query(text)

    async def read_query(self, text: str) -> ReadQuery:
        return await self._embedder.read_query(text)
