"""The real embedding, a few real pages, and a thread to start from."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from graphs.turn.calibration.search import InMemorySearch, Source
from graphs.turn.graph import TurnGraph, build_turn_graph
from graphs.turn.intents import IntentModel
from knowledge.embed import MiniLmEmbedder
from tests.fakes.llm import FakeLlm
from tests.graphs.talk import Talk

HELP_CENTRE = Path(__file__).parents[2] / "demo" / "help-centre"
PAGES = (
    "importing/import-contacts.md",
    "billing/billing-cycle.md",
    "billing/cancel-subscription.md",
    "getting-started/workspace-settings.md",
)


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniLmEmbedder]:
    embedder = MiniLmEmbedder(tmp_path_factory.mktemp("models"))
    yield embedder
    embedder.close()


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
async def pages(embedder: MiniLmEmbedder, built: dict[str, object]) -> InMemorySearch:
    if "pages" not in built:
        sources = [Source(path, (HELP_CENTRE / path).read_bytes()) for path in PAGES]
        built["pages"] = await InMemorySearch.of_sources(embedder, sources)
    pages = built["pages"]
    assert isinstance(pages, InMemorySearch)
    return pages


@pytest.fixture
def talk(
    graph: TurnGraph, embedder: MiniLmEmbedder, intents: IntentModel, pages: InMemorySearch
) -> Talk:
    return Talk(graph, embedder, intents, pages)


@pytest.fixture
async def llm() -> AsyncIterator[FakeLlm]:
    async with FakeLlm() as server:
        yield server
