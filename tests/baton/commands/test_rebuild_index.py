"""Both indexes are caches: lost or damaged, searches go on and they come back (fault F16)."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from api.services import Probe
from baton.commands.database import assistant_of, database
from baton.commands.doctor import CHECKS, Health
from baton.commands.rebuild_index import run_rebuild_index
from baton.index_refresh import REQUEST, rebuild_if_asked
from baton.probes import search_probe
from baton.process.instance import only_one
from core.clock import SystemClock
from core.settings import Settings
from knowledge.contracts import Embedder, ReadQuery
from knowledge.delegating import DelegatingEmbedder
from knowledge.embed import MiniLmEmbedder
from knowledge.index.vectors import IndexUnusable, VectorIndex
from knowledge.ingest.run import ingest_folder
from knowledge.search import HybridSearch
from store import sources
from store.database import Database
from workflows.adapters.sql_library import SqlLibrary
from workflows.adapters.sql_reader import SqlReader

OVERWRITTEN = "UPDATE chunk_words_data SET block = zeroblob(length(block)) WHERE id > 10"
PAGES = {
    "refunds.md": "# Refunds\n\nA refund is paid back within five working days.\n",
    "invoices.md": "# Invoices\n\nInvoices are sent by e-mail on the first of each month.\n",
    "export.md": "# Export\n\nContacts are exported as a spreadsheet from the list view.\n",
}


@dataclass
class Running:
    """What a Baton has open while it answers."""

    settings: Settings
    db: Database
    index: VectorIndex
    reader: SqlReader
    search: HybridSearch
    probe: Probe
    assistant_id: str
    revision: int

    async def finds_refunds(self, query: str = "When is a refund paid?") -> bool:
        found = await self.search.search(self.assistant_id, query)
        return bool(found) and found[0].title == "Refunds"

    async def settle(self) -> None:
        """Let the repairs that have begun come to their end."""
        await self.reader.keeper.repair()
        await self.index.refresh(self.assistant_id, self.revision)


@pytest.fixture
async def running(settings: Settings, embedder: MiniLmEmbedder) -> AsyncIterator[Running]:
    docs = settings.data_dir.parent / "docs"
    docs.mkdir()
    for name, page in PAGES.items():
        (docs / name).write_text(page)
    clock = SystemClock()
    async with database(settings) as db:
        demo = await assistant_of(db, "demo")
        make = partial(
            sources.ensure, now=clock.now(), assistant_id=demo.id, kind="folder", location=str(docs)
        )
        source_id = await db.write(lambda s: make(s))
        library, reader = SqlLibrary(db, clock), SqlReader(db)
        report = await ingest_folder(library, embedder, demo.id, docs, source_id=source_id)
        assert report.chunks == len(PAGES)
        index = VectorIndex(settings.data_dir / "index", reader)
        revision = await reader.revision(demo.id)
        await index.refresh(demo.id, revision)
        search = HybridSearch(embedder, index, reader, reader)
        probe = search_probe(index, reader, embedder)
        yield Running(settings, db, index, reader, search, probe, demo.id, revision)
        await index.close()


class Failing(DelegatingEmbedder):
    """Remembers what it has read, as the product's does; while `broken` it can read nothing new."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._read: set[str] = set()
        self.broken = False

    async def read_query(self, text: str) -> ReadQuery:
        if self.broken and text not in self._read:
            raise RuntimeError("the model's runtime is broken")
        self._read.add(text)
        return await super().read_query(text)


async def test_the_first_look_at_readyz_sees_a_model_that_begins_to_fail(
    running: Running, embedder: MiniLmEmbedder
) -> None:
    failing = Failing(embedder)
    probe = search_probe(running.index, running.reader, failing)
    assert await probe() == "ok"
    failing.broken = True
    assert await probe() == "degraded"
    failing.broken = False
    assert await probe() == "ok"


def flip(folder: Path) -> None:
    """Turn bits over in all files that hold vectors: a small index still has them in its log."""
    for path in (*folder.rglob("data_level0.bin"), *folder.rglob("chroma.sqlite3")):
        path.write_bytes(bytes(byte ^ 0x55 for byte in path.read_bytes()))


@pytest.mark.parametrize("statement", ["DELETE FROM chunk_words", "DROP TABLE chunk_words"])
async def test_a_lost_full_text_leaves_the_vectors_and_comes_back(
    running: Running, statement: str
) -> None:
    assert await running.probe() == "ok"
    await running.db.write(lambda s: s.execute(text(statement)))
    assert await running.probe() == "degraded"
    assert await running.finds_refunds()
    await running.settle()
    assert await running.probe() == "ok"
    assert await running.reader.full_text(running.assistant_id, running.revision, ["paid"], 5)


@pytest.mark.parametrize("damage", [shutil.rmtree, flip])
async def test_searches_go_on_while_the_vector_files_break_under_them(
    running: Running, damage: Callable[[Path], None]
) -> None:
    damage(running.settings.data_dir / "index")
    assert await running.finds_refunds()
    await running.probe()
    assert await running.finds_refunds("How long until a refund arrives?")
    for _ in range(2):  # what Chroma still has in memory shows its damage at a second look
        await running.settle()
        await running.probe()
    await running.settle()
    assert await running.probe() == "ok"


async def test_a_running_baton_rebuilds_its_vectors_when_the_command_asks(
    running: Running,
) -> None:
    folder = running.settings.data_dir / "index"
    before = set(folder.glob("*/r*"))
    with only_one(running.settings.data_dir):
        await rebuild_if_asked(running.db, running.index)
        assert set(folder.glob("*/r*")) == before
        await _command(running.settings)
        assert (folder / REQUEST).exists()
        await rebuild_if_asked(running.db, running.index)
    assert not (folder / REQUEST).exists()
    assert set(folder.glob("*/r*")) - before
    assert await running.finds_refunds()
    assert await running.probe() == "ok"


async def test_a_rebuild_that_fails_stays_asked_for(running: Running) -> None:
    request = running.index.folder / REQUEST
    request.touch()
    [before] = running.index.folder.glob("*/r*")
    home, aside = before.parent, running.settings.data_dir / "aside"
    home.rename(aside)
    home.write_text("no folder can be made here")
    with pytest.raises(IndexUnusable):
        await rebuild_if_asked(running.db, running.index)
    home.unlink()
    aside.rename(home)
    await rebuild_if_asked(running.db, running.index)
    assert set(running.index.folder.glob("*/r*")) - {before}
    assert not request.exists()


async def test_doctor_sees_broken_caches_and_the_command_restores_them(running: Running) -> None:
    await running.index.close()
    assert await _seen(running.settings) == [Health.OK, Health.OK]
    flip(running.settings.data_dir / "index")
    await running.db.write(lambda s: s.execute(text(OVERWRITTEN)))
    assert await _seen(running.settings) == [Health.WRONG, Health.NOTE]
    await _command(running.settings)
    assert await _seen(running.settings) == [Health.OK, Health.OK]


async def _seen(settings: Settings) -> list[Health]:
    return [(await CHECKS[name](settings)).health for name in ("Full text", "Vector index")]


async def _command(settings: Settings) -> None:
    """Run it as the command line does, which has a loop of its own."""
    await asyncio.to_thread(run_rebuild_index, settings)
