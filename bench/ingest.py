"""Ingestion of real documentation beside the bare embedding of the same passages, and its memory.

python -m bench.ingest [--pages 100] [--turns 30]
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import orjson
from sqlalchemy import text

from bench.load import Chat
from bench.table import ms, percentile, show
from bench.taking_turns import Racer, Spent, take_turns
from bench.turn import QUESTIONS, latency
from core.clock import SystemClock
from core.settings import get_settings, user_cache_dir
from harness.product import Product
from knowledge.contracts import Embedded
from knowledge.embed.minilm import MiniLmEmbedder
from store import assistants, sources
from store.database import Database
from store.migrations import migrate
from workflows.ingestion.process import ReadingPlace
from workflows.ingestion.run import Surroundings, run_source

MISSING = (
    "Ingestion: not measured. Set BATON_EVALS_DIR to the evaluation data (it has `docs_sites`)."
)
LOOK_EVERY_S = 0.2


class Collecting(MiniLmEmbedder):
    """Embeds nothing, but keeps what it was asked to embed."""

    def __init__(self, cache_dir: Path) -> None:
        super().__init__(cache_dir)
        self.texts: list[str] = []

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        self.texts += texts
        return [Embedded(bytes(4 * self.dimensions), b"")] * len(texts)


def some_pages(evals: Path, into: Path, pages: int | None) -> None:
    """Copy that many pages, evenly from all sites; all of them if no number is given."""
    found = sorted((evals / "docs_sites").rglob("*.md*"))
    found = [page for page in found if page.name != "README.md"]
    for page in found[:: max(1, len(found) // (pages or len(found)))]:
        place = into / page.relative_to(evals)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, place)


async def new_source(docs: Path, file: Path) -> tuple[str, str]:
    """Make a database and return its address, and the source that is to be read."""
    url = f"sqlite:///{file}"
    await migrate(url)
    db, now = Database(url), SystemClock().now()
    guide = await db.write(lambda s: assistants.create(s, now, name="G", key="g"))
    source_id = await db.write(
        lambda s: sources.ensure(s, now, assistant_id=guide.id, kind="folder", location=str(docs))
    )
    await db.close()
    return url, source_id


async def collect(docs: Path, folder: Path) -> list[str]:
    """Return what an ingestion of these documents embeds, in its order."""
    url, source_id = await new_source(docs, folder / "texts.db")
    db, embedder = Database(url), Collecting(user_cache_dir())
    around = Surroundings(db, SystemClock(), embedder, folder / "spool")
    await run_source(around, source_id, "run_1")
    embedder.close()
    await db.close()
    return embedder.texts


async def measure_speed(docs: Path, folder: Path) -> None:
    """Race the process that reads a source against one that only embeds."""
    texts = await collect(docs, folder)
    url, source_id = await new_source(docs, folder / "speed.db")
    place = ReadingPlace(url, folder, user_cache_dir())
    order = orjson.dumps({"cache_dir": str(user_cache_dir()), "texts": texts}) + b"\n"
    floor = Racer("bench.embedding", order)
    reading = Racer("workflows.ingestion.child", place.order(source_id, "run_1"))
    take_turns((floor, reading))
    floor.end()
    report = reading.end()["report"]
    alone, ingestion = floor.spent, reading.spent
    show(
        f"Ingestion of {report['added']} pages, {report['chunks']} passages",
        [
            ("embedding alone, passages/s", f"{len(texts) / alone.wall_s:.1f}", "the floor"),
            ("ingestion, passages/s", f"{len(texts) / ingestion.wall_s:.1f}", ""),
            ("ingestion / embedding", f"{alone.wall_s / ingestion.wall_s:.2f}", "at least 0.9"),
            ("the same in processor time", f"{alone.cpu_s / ingestion.cpu_s:.2f}", ""),
            (
                "memory at most, 1st quarter / half / all",
                _memory(ingestion, report["chunks"]),
                "flat",
            ),
        ],
    )


def _memory(ingestion: Spent, chunks: int) -> str:
    """The largest sum until a quarter, a half and all of the passages were stored."""
    until = [
        max(
            (held for said, held in ingestion.memory if said["chunks"] <= chunks * share), default=0
        )
        for share in (0.25, 0.5, 1)
    ]
    return " / ".join(f"{held:.0f}" for held in until) + " MB"


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
    parser.add_argument("--pages", type=int, help="all, if not given")
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
        await measure_speed(docs, folder)
        await measure_chat(docs, folder / "chat", chosen.turns)


if __name__ == "__main__":
    asyncio.run(main())
