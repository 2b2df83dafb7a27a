"""A library in memory, its index, and what ingests files into it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from knowledge.embed import MiniLmEmbedder
from knowledge.index.vectors import VectorIndex
from knowledge.ingest.run import IngestReport, ingest_folder
from knowledge.search import HybridSearch
from tests.fakes.memory_library import MemoryLibrary

WriteFiles = Callable[[dict[str, str]], Path]


@pytest.fixture
def library() -> MemoryLibrary:
    return MemoryLibrary()


@pytest.fixture
async def index(library: MemoryLibrary, tmp_path: Path) -> AsyncIterator[VectorIndex]:
    index = VectorIndex(tmp_path / "index", library)
    yield index
    await index.close()


@pytest.fixture
def search(embedder: MiniLmEmbedder, index: VectorIndex, library: MemoryLibrary) -> HybridSearch:
    return HybridSearch(embedder, index, library, library)


@pytest.fixture
def write(tmp_path: Path) -> WriteFiles:
    """Write path -> text below one folder and return the folder."""

    def write_files(files: dict[str, str]) -> Path:
        folder = tmp_path / "docs"
        folder.mkdir(exist_ok=True)
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return folder

    return write_files


class Ingest:
    """Ingests one folder for one assistant."""

    def __init__(self, library: MemoryLibrary, embedder: MiniLmEmbedder) -> None:
        self._library, self._embedder = library, embedder

    async def __call__(
        self, folder: Path, assistant_id: str = "ast_a", source_id: str = "src_a"
    ) -> IngestReport:
        return await ingest_folder(
            self._library, self._embedder, assistant_id, folder, source_id=source_id
        )


@pytest.fixture
def ingest(library: MemoryLibrary, embedder: MiniLmEmbedder) -> Ingest:
    return Ingest(library, embedder)
