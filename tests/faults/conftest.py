"""Products to be hurt: a prepared data folder once a session, a copy of it for each victim."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from harness.product import Prepared, Product, prepare
from tests.clients import RepClient, connect
from tests.fakes.llm import FakeLlm
from tests.faults.crew import Crew


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return await prepare(tmp_path_factory.getbasetemp() / "prepared")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def llm() -> AsyncIterator[FakeLlm]:
    """One scripted model for all tests of the session; it outlives every product."""
    async with FakeLlm() as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(
    prepared: Prepared, llm: FakeLlm, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Product]:
    """A product with a model, for tests that race and repeat but do not kill."""
    product = prepared.copy(tmp_path_factory.mktemp("house"), model_at(llm))
    async with product:
        yield product


@pytest_asyncio.fixture(loop_scope="session")
async def http(house: Product) -> AsyncIterator[httpx.AsyncClient]:
    async with connect(house.url) as client:
        yield client


@pytest.fixture
def crew(house: Product, http: httpx.AsyncClient, prepared: Prepared, llm: FakeLlm) -> Crew:
    llm.reset()
    return Crew(house, http, prepared)


@pytest.fixture
def kim(crew: Crew) -> RepClient:
    return crew.rep("Kim")


@pytest.fixture
def alex(crew: Crew) -> RepClient:
    return crew.rep("Alex")


@pytest.fixture
def victim(prepared: Prepared, tmp_path: Path) -> Product:
    """A product of one test's own, not yet started and without a model."""
    return prepared.copy(tmp_path)


@pytest.fixture
def victim_with_model(prepared: Prepared, llm: FakeLlm, tmp_path: Path) -> Product:
    llm.reset()
    return prepared.copy(tmp_path, model_at(llm))


def model_at(llm: FakeLlm) -> dict[str, str]:
    return {"BATON_LLM_BASE_URL": llm.base_url, "BATON_LLM_API_KEY": "none"}
