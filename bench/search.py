"""Searches over real documents beside the bare embedding of their questions, in full precision.

python -m bench.search [--sizes 1000 10000] [--questions 400]

The documents and the questions are those of the question sets that `make evals` reads; what it has
embedded is not embedded again. Every question is asked once, so no search is remembered; what the
full text gives a word is, when an earlier question had it.
"""

import argparse
import hashlib
import shutil
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from baton.process.loop import run
from bench.table import ms, percentile, show
from core.clock import SystemClock
from core.settings import get_settings
from evals.sets import Case, Document, QuestionSet, question_set
from evals.vectors import RememberingEmbedder
from graphs.turn.finding.query import search_query
from knowledge.contracts import ReadQuery, StoredPassage, Vector
from knowledge.embed import MiniLmEmbedder
from knowledge.index.vectors import Snapshot, VectorIndex
from knowledge.ingest.run import ingest_folder
from knowledge.search import HybridSearch
from store import assistants, sources
from store.database import Database
from store.migrations import migrate
from store.tables import CHUNKS
from workflows.adapters.sql_library import SqlLibrary
from workflows.adapters.sql_reader import SqlReader

MISSING = "Search: not measured. Set BATON_EVALS_DIR to the evaluation data."
SETS = ("mtrag_un", "docs_faq", "gov_uk", "clapnq", "aws_docs", "claude_docs")
FOUND = 8
WARMING = 20
DOCUMENTS_AT_ONCE = 100
Result = TypeVar("Result")

Ask = Callable[[str], Awaitable[None]]
Times = defaultdict[str, list[float]]
"""Part -> seconds of each search."""


async def timed(times: Times, part: str, work: Awaitable[Result]) -> Result:
    began = time.perf_counter()
    try:
        return await work
    finally:
        times[part].append(time.perf_counter() - began)


class TimedEmbedder(RememberingEmbedder):
    """The product's embedding of questions, timed."""

    def __init__(self, cache_dir: Path, memory: Path, times: Times) -> None:
        super().__init__(cache_dir, memory)
        self._times = times

    async def read_query(self, text: str) -> ReadQuery:
        return await timed(self._times, "embedding", super().read_query(text))


class TimedReader(SqlReader):
    """The product's SQL, timed."""

    def __init__(self, db: Database, times: Times) -> None:
        super().__init__(db)
        self._times = times

    async def full_text(
        self, assistant_id: str, revision: int, terms: Sequence[str], limit: int
    ) -> list[tuple[str, float]]:
        asked = super().full_text(assistant_id, revision, terms, limit)
        return await timed(self._times, "full text", asked)

    async def passages(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> list[StoredPassage]:
        asked = super().passages(assistant_id, revision, chunk_ids)
        return await timed(self._times, "reading passages", asked)


class TimedIndex(VectorIndex):
    """The product's vector index, timed."""

    def __init__(self, folder: Path, reader: SqlReader, times: Times) -> None:
        super().__init__(folder, reader)
        self._times = times

    async def nearest(self, snapshot: Snapshot, vector: Vector, limit: int) -> dict[str, float]:
        return await timed(self._times, "vectors", super().nearest(snapshot, vector, limit))


@asynccontextmanager
async def published(
    cache: Path, sets: Sequence[QuestionSet], embedder: TimedEmbedder, size: int, times: Times
) -> AsyncIterator[tuple[Ask, int]]:
    """Publish about `size` passages, or open what an earlier run has published."""
    folder = cache / f"search-{size}-{_version(sets, embedder.model)}"
    if not (folder / "complete").exists():
        _begin_anew(cache, folder, size)
        await _publish(folder, sets, embedder, size)
        (folder / "complete").touch()
    db = Database(_address(folder))
    guide = await db.read(lambda s: assistants.by_key(s, "guide"))
    assert guide is not None
    reader = TimedReader(db, times)
    index = TimedIndex(folder / "index", reader, times)
    try:
        await index.refresh(guide.id, guide.knowledge_revision)
        search = HybridSearch(embedder, index, reader, reader)
        yield partial(_asked, search, guide), await db.read(_passages)
    finally:
        await index.close()
        await db.close()


async def _asked(search: HybridSearch, guide: assistants.Assistant, query: str) -> None:
    """Search as a turn does, which has just read what is published."""
    await search.search(guide.id, query, FOUND, guide.knowledge_revision)


async def _publish(
    folder: Path, sets: Sequence[QuestionSet], embedder: TimedEmbedder, size: int
) -> None:
    """Add documents, of all sets in turn, until there are enough passages."""
    await migrate(_address(folder))
    db, clock = Database(_address(folder)), SystemClock()
    library, made = SqlLibrary(db, clock), 0
    guide = await db.write(lambda s: assistants.create(s, clock.now(), name="G", key="guide"))
    documents = _in_turn(sets)
    for start in range(0, len(documents), DOCUMENTS_AT_ONCE):
        if (made := await db.read(_passages)) >= size:
            break
        few = max(1, min(DOCUMENTS_AT_ONCE, (size - made) // 10))
        pages = folder / "pages" / str(start)
        _write(pages, documents[start : start + few])
        source_id = await db.write(partial(_source, assistant_id=guide.id, location=str(pages)))
        await ingest_folder(library, embedder, guide.id, pages, source_id=source_id)
    await db.close()


def _begin_anew(cache: Path, folder: Path, size: int) -> None:
    for old in cache.glob(f"search-{size}-*"):
        shutil.rmtree(old)
    folder.mkdir(parents=True)


def _write(pages: Path, documents: Sequence[Document]) -> None:
    pages.mkdir(parents=True)
    for n, document in enumerate(documents):
        (pages / f"page-{n}.md").write_text(document.markdown, encoding="utf-8")


def _source(s: Session, assistant_id: str, location: str) -> str:
    now = SystemClock().now()
    return sources.ensure(s, now, assistant_id=assistant_id, kind="folder", location=location)


def _passages(s: Session) -> int:
    return int(s.execute(select(func.count()).select_from(CHUNKS)).scalar_one())


def _in_turn(sets: Sequence[QuestionSet]) -> list[Document]:
    shuffled = zip_longest(*(questions.documents for questions in sets))
    return [document for document in chain.from_iterable(shuffled) if document is not None]


def _version(sets: Sequence[QuestionSet], model: str) -> str:
    digest = hashlib.sha256(model.encode())
    for document in _in_turn(sets):
        digest.update(f"\0{document.markdown}".encode())
    return digest.hexdigest()[:16]


def _address(folder: Path) -> str:
    return f"sqlite:///{folder / 'baton.db'}"


def questions_of(sets: Sequence[QuestionSet], led: bool) -> list[str]:
    """Return distinct queries as a turn makes them, of all sets in turn."""
    found = zip_longest(*(questions.cases for questions in sets))
    cases: list[Case] = [case for case in chain.from_iterable(found) if case is not None]
    queries = [search_query(case.question, case.messages[:-1]) for case in cases]
    return list(dict.fromkeys(query for query in queries if ("\n" in query) == led))


async def measure(
    ask: Ask,
    embedder: TimedEmbedder,
    queries: Sequence[str],
    times: Times,
) -> tuple[list[float], list[float]]:
    """Return seconds of the embedding alone and of whole searches, taken in turns."""
    for query in queries[:WARMING]:
        await ask(query)
    alone, whole = Times(list), list[float]()
    times.clear()
    for n, query in enumerate(queries[WARMING:]):
        if n % 2:
            began = time.perf_counter()
            await ask(query)
            whole.append(time.perf_counter() - began)
        else:
            await timed(alone, "alone", MiniLmEmbedder.embed(embedder, [query]))
    return alone["alone"], whole


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--questions", type=int, default=400)
    chosen, _ = parser.parse_known_args()
    settings = get_settings()
    evals = settings.evals_dir
    if evals is None or not any((evals / name / "docs.jsonl").is_file() for name in SETS):
        print(f"\n{MISSING}")
        return
    sets = [question_set(evals / name) for name in SETS if (evals / name / "docs.jsonl").is_file()]
    times = Times(list)
    memory = settings.cache_dir / "evals" / "vectors.db"
    kinds = {"questions": False, "follow-ups (two lines)": True}
    for size in chosen.sizes:
        embedder = TimedEmbedder(settings.cache_dir, memory, times)  # it remembers newest queries
        try:
            opened = published(settings.cache_dir / "bench", sets, embedder, size, times)
            async with opened as (ask, passages):
                for kind, led in kinds.items():
                    queries = questions_of(sets, led)[: chosen.questions]
                    taken = await measure(ask, embedder, queries, times)
                    _show(f"{kind} over {passages:,} passages", *taken, times)
        finally:
            embedder.close()


def _show(what: str, alone: list[float], whole: list[float], times: Times) -> None:
    ratio = percentile(whole, 0.5) / percentile(alone, 0.5)
    parts = [(f"  {part}", ms(taken), "") for part, taken in times.items()]
    show(
        f"Searching: {len(whole)} {what} (p50 / p99)",
        [
            ("embedding alone, whole weights", ms(alone), "the floor"),
            ("whole search", ms(whole), "p50 at most 15 ms"),
            ("whole / embedding, p50", f"{ratio:.2f}", "at most 2"),
            *parts,
        ],
    )


if __name__ == "__main__":
    run(main())
