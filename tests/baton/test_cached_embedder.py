from collections.abc import Sequence
from pathlib import Path

import numpy as np

from baton.cached_embedder import CachedEmbedder
from knowledge.contracts import Embedded, ReadQuery, Vector, Vectors


class Counting:
    """Embeds each text as its length, and counts how often it was asked."""

    def __init__(self, model: str = "m/1") -> None:
        self.model, self.dimensions, self.asked = model, 2, 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        return [Embedded(vector.tobytes(), b"") for vector in await self.embed(texts)]

    async def embed_query(self, text: str) -> Vector:
        vector: Vector = (await self.embed([text]))[0]
        return vector

    async def read_query(self, text: str) -> ReadQuery:
        return ReadQuery(await self.embed_query(text), (), np.empty((0, 2), np.float32))


async def embed(inner: Counting, folder: Path, *texts: str) -> list[float]:
    return [float(row[0]) for row in await CachedEmbedder(inner, folder).embed(texts)]


async def test_the_same_list_is_embedded_once_per_machine(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    assert await embed(first, tmp_path, "a", "bb") == [1, 2]
    assert await embed(second, tmp_path, "a", "bb") == [1, 2]
    assert (first.asked, second.asked) == (1, 0)


async def test_another_list_or_model_is_embedded_anew(tmp_path: Path) -> None:
    inner = Counting()
    await embed(inner, tmp_path, "a", "bb")
    assert await embed(inner, tmp_path, "ab", "b") == [2, 1]
    assert inner.asked == 2
    other = Counting("m/2")
    await embed(other, tmp_path, "a", "bb")
    assert other.asked == 1


async def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    inner = Counting()
    await embed(inner, tmp_path, "a")
    for file in (tmp_path / "embeddings").iterdir():
        file.write_bytes(b"torn")
    assert await embed(inner, tmp_path, "a") == [1]
    assert await embed(inner, tmp_path, "a") == [1]
    assert inner.asked == 2
