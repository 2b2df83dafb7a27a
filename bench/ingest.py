"""Ingestion of real documentation beside the bare embedding of the same passages, and its memory.

python -m bench.ingest [--pages 200] [--turns 30]
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from sqlalchemy import text

from bench.load import Chat
from bench.table import ms, percentile, show
from bench.turn import QUESTIONS, latency
from core.clock import SystemClock
from core.settings import get_settings, user_cache_dir
from knowledge.contracts import Embedded
from knowledge.embed import MiniLmEmbedder
from knowledge.ingest import IngestProgress
from store import assistants, sources
from store.database import Database
from store.migrations import migrate
from tests.product import Product
from workflows.source_run import Surroundings, run_source

MISSING = (
    "Ingestion: not measured. Set BATON_EVALS_DIR to the evaluation data (it has `docs_sites`)."
)


LOOK_EVERY_S = 0.2


class Recording(MiniLmEmbedder):
    """Keeps what it was asked to embed, to be embedded once more without anything around it."""

    def __init__(self, cache_dir: Path) -> None:
        super().__init__(cache_dir)
        self.texts: list[str] = []

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        self.texts += texts
        return await super().embed_passages(texts)


class Memory:
    """Resident megabytes of this process, noted after each staged batch."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self.taken: list[float] = []

    def note(self, progress: IngestProgress) -> None:
        if progress.phase == "reading":
            self.taken.append(self._process.memory_info().rss / 1e6)

    @property
    def growth(self) -> float:
        """How much more the second half of the run holds than the first, both as medians."""
        first, second = self.taken[: len(self.taken) // 2], self.taken[len(self.taken) // 2 :]
        return statistics.median(second) - statistics.median(first or second)


def some_pages(evals: Path, into: Path, pages: int) -> None:
    """Copy that many pages, evenly from all sites."""
    found = sorted((evals / "docs_sites").rglob("*.md*"))
    found = [page for page in found if page.name != "README.md"]
    for page in found[:: max(1, len(found) // pages)]:
        place = into / page.relative_to(evals)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, place)


async def measure_speed(docs: Path, folder: Path) -> None:
    url = f"sqlite:///{folder / 'baton.db'}"
    await migrate(url)
    db, clock, embedder, memory = (
        Database(url),
        SystemClock(),
        Recording(user_cache_dir()),
        Memory(),
    )
    guide = await db.write(lambda s: assistants.create(s, clock.now(), name="G", key="g"))
    source_id = await db.write(
        lambda s: sources.ensure(
            s, clock.now(), assistant_id=guide.id, kind="folder", location=str(docs)
        )
    )
    await embedder.embed_passages(["warm"])
    embedder.texts.clear()
    around = Surroundings(db, clock, embedder, folder / "spool")
    began = time.perf_counter()
    report = await run_source(around, source_id, "run_1", memory.note)
    ingested = report.embedded / (time.perf_counter() - began)
    texts = list(embedder.texts)
    began = time.perf_counter()
    await embedder.embed_passages(texts)
    embedded = len(texts) / (time.perf_counter() - began)
    embedder.close()
    await db.close()
    show(
        f"Ingestion of {len(report.added)} pages, {report.chunks} passages",
        [
            ("embedding alone, passages/s", f"{embedded:.1f}", "the floor"),
            ("ingestion, passages/s", f"{ingested:.1f}", ""),
            ("ingestion / embedding", f"{ingested / embedded:.2f}", "at least 0.9"),
            ("memory, largest", f"{max(memory.taken):.0f} MB", ""),
            ("memory, second half - first half", f"{memory.growth:+.0f} MB", "flat"),
        ],
    )


async def measure_chat(docs: Path, folder: Path, turns: int) -> None:
    """Latency of a chat before and while a source is read beside it."""
    async with Product(folder) as product:
        chat = Chat(product.port)
        await chat.open(QUESTIONS[0])

        async def ask(number: int) -> float:
            return await chat.ask(QUESTIONS[number % len(QUESTIONS)])

        alone = await latency(ask, turns)
        reading = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "baton", "ingest", str(docs), "--assistant", "Other"),
            env={**os.environ, **product.environment},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await _begun(product)
        beside = await latency(ask, turns)
        still_reading = reading.returncode is None
        reading.terminate()
        await reading.wait()
        chat.close()
    show(
        "One AI turn while a source is read (p50 / p99)",
        [
            ("alone", ms(alone), ""),
            ("during an ingestion", ms(beside), "p99 under 1 s"),
            ("p50, times slower", f"{percentile(beside, 0.5) / percentile(alone, 0.5):.1f}", ""),
            ("the ingestion was still running", "yes" if still_reading else "no", ""),
        ],
    )


async def _begun(product: Product) -> None:
    """Return when documents are being embedded."""
    db = Database(f"sqlite:///{product.database}")
    query = text("SELECT count(*) FROM ingest_runs WHERE phase = 'reading' AND done > 0")
    while not await db.read(lambda s: s.execute(query).scalar_one()):  # noqa: ASYNC110
        await asyncio.sleep(LOOK_EVERY_S)  # another process writes it
    await db.close()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--turns", type=int, default=30)
    chosen, _ = parser.parse_known_args()
    evals = get_settings().evals_dir
    if evals is None:
        print(f"\n{MISSING}")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        docs = folder / "docs"
        some_pages(evals, docs, chosen.pages)
        (folder / "one").mkdir()
        await measure_speed(docs, folder / "one")
        await measure_chat(docs, folder / "two", chosen.turns)


if __name__ == "__main__":
    asyncio.run(main())
