"""The real embedding, a few real pages, and a thread to start from."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graphs.turn.graph import TurnGraph, build_turn_graph
from graphs.turn.message.intents import IntentModel
from knowledge.embed import MiniLmEmbedder
from knowledge.index.vectors import VectorIndex
from knowledge.ingest.run import ingest_folder
from knowledge.search import HybridSearch
from tests.fakes.llm import FakeLlm
from tests.fakes.memory_library import MemoryLibrary
from tests.graphs.talk import ASSISTANT, Talk

HELP_CENTRE = Path(__file__).parents[2] / "demo" / "help-centre"
PAGES = (
    "importing/import-contacts.md",
    "billing/billing-cycle.md",
    "billing/cancel-subscription.md",
    "getting-started/workspace-settings.md",
)


@pytest.fixture(scope="session")
def graph() -> TurnGraph:
    return build_turn_graph()


@pytest.fixture(scope="session", autouse=True)
def built() -> dict[str, object]:
    """What is embedded once for all tests."""
    return {}


@pytest.fixture
async def intents(embedder: MiniLmEmbedder, built: dict[str, object]) -> IntentModel:
    if "intents" not in built:
        built["intents"] = await IntentModel.build(embedder)
    intents = built["intents"]
    assert isinstance(intents, IntentModel)
    return intents


@pytest.fixture
async def pages(
    embedder: MiniLmEmbedder, built: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> HybridSearch:
    """Four pages of the help centre, found by the product's own search."""
    if "pages" not in built:
        folder = tmp_path_factory.mktemp("pages")
        for path in PAGES:
            (folder / path).parent.mkdir(exist_ok=True)
            shutil.copy(HELP_CENTRE / path, folder / path)
        library = MemoryLibrary()
        await ingest_folder(library, embedder, ASSISTANT.id, folder, source_id="src_1")
        index = VectorIndex(tmp_path_factory.mktemp("index"), library)
        built["pages"] = HybridSearch(embedder, index, library, library)
    pages = built["pages"]
    assert isinstance(pages, HybridSearch)
    return pages


@pytest.fixture
def talk(
    graph: TurnGraph, embedder: MiniLmEmbedder, intents: IntentModel, pages: HybridSearch
) -> Talk:
    return Talk(graph, embedder, intents, pages)


@pytest.fixture
async def llm() -> AsyncIterator[FakeLlm]:
    async with FakeLlm() as server:
        yield server
