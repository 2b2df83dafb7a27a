"""A set's documents in the real product: ingested into SQLite, searched, and asked by the graph."""

import hashlib
import shutil
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from core.assistants import AssistantSettings
from core.clock import SystemClock
from core.vocabulary import Decision
from evals.sets import Case, Document, QuestionSet
from graphs.turn.finding.found import graded, interleaved, rather_alone
from graphs.turn.finding.query import alone_query, search_query
from graphs.turn.graph import TurnGraph, build_turn_graph
from graphs.turn.nodes.retrieve import PASSAGES
from graphs.turn.outcome import TurnOutcome
from graphs.turn.run import build_deps, run_turn
from graphs.turn.state import Deps, Found, unheard
from graphs.turn.thread import AssistantProfile, Thread
from knowledge.contracts import Embedder, Passage
from knowledge.index.vectors import VectorIndex
from knowledge.ingest.run import ingest_folder
from knowledge.search import HybridSearch
from store import assistants, sources
from store.database import Database
from store.migrations import migrate
from workflows.adapters.sql_library import SqlLibrary
from workflows.adapters.sql_reader import SqlReader

SETTINGS = AssistantSettings()
ROOT = Path(__file__).resolve().parents[1]
INGESTING_CODE = ("knowledge", "store", "workflows/adapters/sql_library.py")
CHUNKS = 50
"""Chunks asked for when documents are ranked: ten documents are nearly always among them."""


@dataclass(frozen=True)
class Product:
    """One set, published: each site of it is an assistant of its own."""

    search: HybridSearch
    graph: TurnGraph
    deps: Deps
    assistants: Mapping[str, str]
    document_ids: Mapping[str, str]
    """Path in the ingested folder -> the set's id of the document."""

    async def passages(self, case: Case, k: int = CHUNKS) -> list[Passage]:
        """Search as a turn does, without a model: the conversation is in the query."""
        query = search_query(case.question, case.messages[:-1])
        return await self.search.search(self.assistants[case.site], query, k)

    async def documents(self, case: Case) -> list[str]:
        """Rank documents by their best chunk."""
        found = await self.found(case)
        return list(dict.fromkeys(self.document_ids[passage.path] for passage in found.passages))

    async def found(self, case: Case, k: int = CHUNKS) -> Found:
        """Return what a turn would answer from: of a question that may be a new one both ways."""
        query = search_query(case.question, case.messages[:-1])
        led, alone = tuple(await self.passages(case, k)), alone_query(query)
        if alone is None:
            return Found(query, led)
        new = tuple(await self.search.search(self.assistants[case.site], alone, k))
        ways = (Found(query, led[:PASSAGES]), Found(alone, new[:PASSAGES]))
        best = rather_alone(*(graded(way, case.question) for way in ways)).found
        return replace(best, passages=led if best.query == query else interleaved([new, led]))

    async def turn(self, case: Case) -> TurnOutcome:
        """Let the graph decide, without a model."""
        profile = AssistantProfile(self.assistants[case.site], "Assistant", SETTINGS)
        thread = Thread(conversation_id=case.id, messages=case.messages, assistant=profile)
        return await run_turn(self.graph, self.deps, thread, unheard)

    def first_quoted(self, outcome: TurnOutcome) -> str | None:
        """Return the document that an answer rests on first; None when nothing is answered."""
        if outcome.decision is not Decision.ANSWER or not outcome.citations:
            return None
        paths = {chunk.chunk_id: chunk.document for chunk in outcome.chunks}
        return self.document_ids[paths[outcome.citations[0].chunk_id]]


@asynccontextmanager
async def published(
    questions: QuestionSet, embedder: Embedder, cache: Path
) -> AsyncIterator[Product]:
    """Ingest the set, or open what an earlier run with the same documents and code has ingested."""
    folder = cache / f"{questions.name}-{_version(questions.documents, embedder.model)}"
    if not (folder / "complete").exists():
        _clear(cache, questions.name)
        _write_pages(questions, folder)
        await _ingest(questions, embedder, folder)
        (folder / "complete").touch()
    db = Database(_address(folder))
    reader = SqlReader(db)
    index = VectorIndex(folder / "index", reader)
    search = HybridSearch(embedder, index, reader, reader)
    ids = {site: await _assistant_id(db, site) for site in questions.sites}
    deps = await build_deps(search, embedder)
    try:
        yield Product(search, build_turn_graph(), deps, ids, _paths(questions))
    finally:
        await index.close()
        await db.close()


def _clear(cache: Path, name: str) -> None:
    for old in cache.glob(f"{name}-*"):
        shutil.rmtree(old)


def _write_pages(questions: QuestionSet, folder: Path) -> None:
    places = {id: path for path, id in _paths(questions).items()}
    for site, documents in questions.sites.items():
        pages = folder / "pages" / site
        pages.mkdir(parents=True)
        for document in documents:
            (pages / places[document.id]).write_text(document.markdown, encoding="utf-8")


async def _ingest(questions: QuestionSet, embedder: Embedder, folder: Path) -> None:
    await migrate(_address(folder))
    db, clock = Database(_address(folder)), SystemClock()

    def make(s: Session, site: str) -> tuple[str, str]:
        made = assistants.create(s, clock.now(), name=site, key=site)
        location = str(folder / "pages" / site)
        source_id = sources.ensure(
            s, clock.now(), assistant_id=made.id, kind="folder", location=location
        )
        return made.id, source_id

    library = SqlLibrary(db, clock)
    for site in questions.sites:
        assistant_id, source_id = await db.write(partial(make, site=site))
        pages = folder / "pages" / site
        await ingest_folder(library, embedder, assistant_id, pages, source_id=source_id)
    await db.close()


def _paths(questions: QuestionSet) -> dict[str, str]:
    """Name files by number: the set's ids may tell what the documents hide."""
    return {f"page-{n}.md": document.id for n, document in enumerate(questions.documents)}


def _version(documents: Iterable[Document], model: str) -> str:
    digest = hashlib.sha256(model.encode())
    for document in documents:
        digest.update(f"\0{document.site}\0{document.markdown}".encode())
    for name in INGESTING_CODE:
        place = ROOT / name
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _address(folder: Path) -> str:
    return f"sqlite:///{folder / 'baton.db'}"


async def _assistant_id(db: Database, key: str) -> str:
    found = await db.read(lambda s: assistants.by_key(s, key))
    assert found is not None
    return found.id
