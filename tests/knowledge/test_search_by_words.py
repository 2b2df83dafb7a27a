"""Searches whose vectors or index fail: the full text answers alone."""

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from knowledge.contracts import ReadQuery, Vector
from knowledge.delegating import DelegatingEmbedder
from knowledge.embed import MiniLmEmbedder
from knowledge.index.vectors import IndexUnusable, VectorIndex
from knowledge.query.vector import read_query
from knowledge.search import HybridSearch
from tests.knowledge.test_search import DOCS, ready

__all__ = ["ready"]
QUERY = "How long do refunds take?"


def raises() -> Vector:
    raise RuntimeError("the model's runtime is broken")


FAULTS: dict[str, Callable[[], Vector]] = {
    "raises": raises,
    "nan": lambda: np.full(384, np.nan, np.float32),
    "shape": lambda: np.ones(512, np.float32),
    "matrix": lambda: np.ones((1, 384), np.float32),
    "zero": lambda: np.zeros(384, np.float32),
}


@pytest.fixture(params=FAULTS)
def broken(
    request: pytest.FixtureRequest, embedder: MiniLmEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def give(self: MiniLmEmbedder, text: str) -> ReadQuery:
        return ReadQuery(FAULTS[request.param](), (), np.empty((0, 192), np.float32))

    monkeypatch.setattr(MiniLmEmbedder, "read_query", give)


@pytest.mark.usefixtures("broken")
async def test_without_a_vector_the_words_find_it(ready: HybridSearch) -> None:
    found = await ready.search("ast_a", QUERY, k=3)
    assert "refunds" in found[0].url
    assert {(p.cosine, p.vector_rank) for p in found} == {(0.0, 0)}
    assert [p.lexical_rank for p in found] == [p.rank for p in found]
    assert await ready.search("ast_a", "zebra crossings") == []


async def test_a_search_without_a_vector_is_not_remembered(
    ready: HybridSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: MiniLmEmbedder, text: str) -> ReadQuery:
        raise RuntimeError("broken")

    with monkeypatch.context() as broken:
        broken.setattr(MiniLmEmbedder, "read_query", fail)
        assert (await ready.search("ast_a", QUERY))[0].vector_rank == 0
    assert (await ready.search("ast_a", QUERY))[0].vector_rank > 0


async def test_an_embedder_that_hangs_is_waited_for_once_and_then_left_alone(
    embedder: MiniLmEmbedder,
) -> None:
    hanging = Hanging(embedder)
    assert await read_query(hanging, QUERY, limit_s=0.01) is None
    assert await read_query(hanging, QUERY) is None
    assert hanging.asked == 1
    hanging = Hanging(embedder)
    assert await read_query(hanging, QUERY, limit_s=0.01, rest_s=0) is None
    assert await read_query(hanging, QUERY, limit_s=0.01, rest_s=0) is None
    assert hanging.asked == 2


class Hanging(DelegatingEmbedder):
    """An embedder that never answers."""

    asked = 0

    async def embed_query(self, text: str) -> Vector:
        return (await self.read_query(text)).vector

    async def read_query(self, text: str) -> ReadQuery:
        self.asked += 1
        forever: asyncio.Future[ReadQuery] = asyncio.get_running_loop().create_future()
        return await forever


async def test_an_index_that_cannot_be_built_leaves_the_words(
    ready: HybridSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Any] = []

    async def snapshot(self: VectorIndex, *asked: Any) -> Any:
        tries.append(asked)
        raise IndexUnusable("no space left")

    monkeypatch.setattr(VectorIndex, "snapshot", snapshot)
    found = await ready.search("ast_a", QUERY)
    assert found[0].title == DOCS["billing/refunds.md"].splitlines()[0].removeprefix("# ")
    assert len(tries) == 2
