"""`baton up` from outside: what it prints, what it survives, what it leaves behind."""

from pathlib import Path

import httpx
import psutil
import pytest

from tests.product import Product, prepare
from workflows.connect import connect

pytestmark = pytest.mark.e2e


@pytest.fixture
async def product(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Product:
    prepared = await prepare(tmp_path_factory.getbasetemp() / "prepared")
    return prepared.copy(tmp_path)


async def test_it_says_where_everything_is_and_leaves_nothing(product: Product) -> None:
    await product.start()
    children = product.children()
    async with httpx.AsyncClient() as client:
        assert (await client.get(product.addresses["Demo page"])).status_code == 200
        assert (await client.get(product.addresses["Temporal Web UI"])).status_code == 200
        link = product.addresses["Inbox"]
        assert (await client.get(link)).headers["location"] == "/inbox"
        assert (await client.get(link)).headers.get("location") != "/inbox"  # once only
    assert await product.stop() == 0, product.said()
    assert not psutil.wait_procs(children, timeout=0)[1]


async def test_temporal_killed_is_started_again(product: Product) -> None:
    async with product:
        temporal = product.temporal()
        temporal.kill()
        temporal.wait(5)
        await connect(f"127.0.0.1:{product.temporal_port}", patience_s=30)
        assert product.temporal() != temporal


async def test_killed_baton_leaves_no_temporal_and_starts_again(product: Product) -> None:
    await product.start()
    children = product.children()
    await product.kill()
    assert not psutil.wait_procs(children, timeout=5)[1]
    await product.start()
    assert await product.stop() == 0, product.said()
