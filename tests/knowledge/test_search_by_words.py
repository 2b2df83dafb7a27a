"""Searches whose vectors or index fail: the full text answers alone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from knowledge.contracts import Embedder, ReadQuery, Vector
from knowledge.delegating import DelegatingEmbedder
from knowledge.embed import MiniLmEmbedder
from knowledge.index.vectors import VectorIndex
from knowledge.query.vector import read_query
from knowledge.search import HybridSearch
from tests.fakes.memory_library import MemoryLibrary
from tests.knowledge.conftest import Ingest, WriteFiles
from tests.knowledge.test_search import DOCS

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


class Faulty(DelegatingEmbedder):
    """An embedder whose queries come out wrong until it is mended."""

    def __init__(self, embedder: Embedder, fault: str) -> None:
        super().__init__(embedder)
        self.fault: str | None = fault

    async def read_query(self, text: str) -> ReadQuery:
        if self.fault is None:
            return await super().read_query(text)
        return ReadQuery(FAULTS[self.fault](), (), np.empty((0, 192), np.float32))


@pytest.fixture
async def published(ingest: Ingest, write: WriteFiles, library: MemoryLibrary) -> MemoryLibrary:
    await ingest(write(DOCS))
    return library


@pytest.mark.parametrize("fault", FAULTS)
async def test_without_a_vector_the_words_find_it(
    embedder: MiniLmEmbedder, index: VectorIndex, published: MemoryLibrary, fault: str
) -> None:
    search = HybridSearch(Faulty(embedder, fault), index, published, published)
    found = await search.search("ast_a", QUERY, k=3)
    assert "refunds" in found[0].url
    assert {(p.cosine, p.vector_rank) for p in found} == {(0.0, 0)}
    assert [p.lexical_rank for p in found] == [p.rank for p in found]
    assert await search.search("ast_a", "zebra crossings") == []


async def test_a_search_without_a_vector_is_not_remembered(
    embedder: MiniLmEmbedder, index: VectorIndex, published: MemoryLibrary
) -> None:
    faulty = Faulty(embedder, "raises")
    search = HybridSearch(faulty, index, published, published)
    assert (await search.search("ast_a", QUERY))[0].vector_rank == 0
    faulty.fault = None
    assert (await search.search("ast_a", QUERY))[0].vector_rank > 0


class Uncounted(MemoryLibrary):
    """Its words cannot be read to be counted."""

    async def texts(self, assistant_id: str, revision: int) -> AsyncIterator[Sequence[str]]:
        raise OSError("the disk is gone")
        yield []


async def test_a_search_whose_words_cannot_be_counted_finds_and_the_log_says_so(
    embedder: MiniLmEmbedder, tmp_path: Path, write: WriteFiles
) -> None:
    library = Uncounted()
    await Ingest(library, embedder)(write(DOCS))
    index = VectorIndex(tmp_path / "index", library)
    with capture_logs() as logged:
        found = await HybridSearch(embedder, index, library, library).search("ast_a", QUERY)
    assert found[0].title == "Refunds"
    assert [entry["event"] for entry in logged] == ["words_not_counted"]
    await index.close()


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
    embedder: MiniLmEmbedder, index: VectorIndex, published: MemoryLibrary, tmp_path: Path
) -> None:
    taken = tmp_path / "index"
    taken.write_text("no folder can be made here")
    search = HybridSearch(embedder, index, published, published)
    found = await search.search("ast_a", QUERY)
    assert (found[0].title, found[0].vector_rank) == ("Refunds", 0)
    taken.unlink()
    assert (await search.search("ast_a", QUERY))[0].vector_rank > 0
