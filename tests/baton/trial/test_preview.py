"""An entry is tried on past questions by the real turn graph before anybody sees it."""

import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.schemas.admin import TryMessage
from api.schemas.learning import PreviewIn, PreviewOut
from baton.trial.draft_search import DraftRetriever, RememberedPassages
from baton.trial.preview import Preview
from baton.trial.single_turn import Trial
from baton.wiring import TurnEngine, open_engine
from core.bus import InProcessBus
from core.errors import Unavailable
from core.settings import Settings
from core.vocabulary import Decision, GapState
from knowledge.contracts import DraftPassage, Passage
from knowledge.embed import AbsentModel
from knowledge.embed.weights import WeightsUnusable
from knowledge.ingest.run import ingest_folder
from knowledge.search import HybridSearch
from store import assistants, gaps, sources, visitors
from store.database import Database
from store.migrations import migrate
from tests.store.asking import Asking
from tests.store.conftest import MovableClock
from workflows.adapters.sql_library import SqlLibrary
from workflows.adapters.sql_reader import SqlReader
from workflows.gaps.keeper import GapKeeper

HELP_CENTRE = Path(__file__).parents[3] / "demo" / "help-centre"
PAGES = ("importing/import-contacts.md", "billing/billing-cycle.md", "account/limits.md")
IMPORT = "How do I import my contacts?"
SIGN_ON = "Do you support single sign-on with Okta?"
SIGN_ON_AGAIN = "Is single sign-on with Okta supported?"
ANSWER = (
    "Single sign-on with Okta is part of the Scale plan. Open Settings, then Security, choose "
    "Single sign-on and paste the metadata address of your Okta application."
)


@dataclass
class Shop:
    """An assistant with a few pages, and what it was asked."""

    db: Database
    clock: MovableClock
    engine: TurnEngine
    assistant_id: str
    asking: Asking

    async def preview(
        self, question: str, answer: str, gap_id: str | None = None, budget_s: float = 60
    ) -> PreviewOut:
        reader = SqlReader(self.db)
        engine, embedder = self.engine, RememberedPassages(self.engine.embedder)
        search = HybridSearch(embedder, engine.index, reader, reader)
        preview = Preview(
            self.db, engine.graph, engine.deps, search, embedder, self.clock, budget_s
        )
        entry = PreviewIn(
            assistant_id=self.assistant_id, gap_id=gap_id, question=question, answer=answer
        )
        return await preview(entry)

    async def gap(self) -> str:
        await GapKeeper(self.db, InProcessBus(), self.engine.embedder, self.clock).group()
        [found] = (await self.db.read(lambda s: gaps.listed(s, state=GapState.OPEN)))[0]
        return found.id


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    url = f"sqlite:///{tmp_path / 'baton.db'}"
    await migrate(url)
    folder = tmp_path / "docs"
    folder.mkdir()
    for page in PAGES:
        shutil.copy(HELP_CENTRE / page, folder)
    db, clock = Database(url), MovableClock()
    guide = await db.write(lambda s: assistants.create(s, clock.now(), name="Guide", key="guide"))
    visitor, _ = await db.write(
        lambda s: visitors.open_session(s, clock.now(), assistant_id=guide.id, name="Vera")
    )
    source_id = await db.write(
        lambda s: sources.ensure(
            s, clock.now(), assistant_id=guide.id, kind="folder", location=str(folder)
        )
    )
    settings = Settings(_env_file=None, data_dir=tmp_path)
    async with open_engine(settings, db, clock, tmp_path / "index") as engine:
        library = SqlLibrary(db, clock)
        await ingest_folder(library, engine.embedder, guide.id, folder, source_id=source_id)
        yield Shop(db, clock, engine, guide.id, Asking(db, clock, guide.id, visitor.id))
    await db.close()


async def test_a_draft_shows_which_questions_of_its_gap_it_would_answer(shop: Shop) -> None:
    await shop.asking.succeeds(IMPORT)
    await shop.asking.fails(SIGN_ON)
    await shop.asking.fails(SIGN_ON_AGAIN)
    await shop.asking.fails(SIGN_ON)
    seen = await shop.preview(SIGN_ON, ANSWER, await shop.gap())
    assert {item.question for item in seen.answers} == {SIGN_ON, SIGN_ON_AGAIN}
    assert {item.before.decision for item in seen.answers} == {Decision.HANDOFF}
    assert {item.after.decision for item in seen.answers} == {Decision.ANSWER}
    assert all(item.after.answerable > item.before.answerable for item in seen.answers)
    assert (seen.changes, seen.tried) == ([], 1)


async def test_a_draft_shows_which_other_answers_it_would_change(shop: Shop) -> None:
    await shop.asking.succeeds(IMPORT)
    seen = await shop.preview(IMPORT, "To import your contacts, send us the file by mail.")
    [change] = seen.changes
    assert change.question == IMPORT
    assert "by mail" not in change.before.answer
    assert "by mail" in change.after.answer


async def test_a_preview_is_stored_nowhere_and_changes_no_later_search(shop: Shop) -> None:
    before = await shop.preview("Is there an office?", "The office is on the moon.")
    again = await shop.preview("Is there an office?", "Nothing is said here of any place.")
    assert before.answers[0].after != again.answers[0].after
    assert before.answers[0].before == again.answers[0].before
    assert await shop.db.read(lambda s: sources.listed(s)[0].documents) == 3


async def test_trying_shows_what_the_decision_rests_on(shop: Shop) -> None:
    trial = Trial(shop.db, shop.engine.graph, shop.engine.deps)
    asked = f"{IMPORT} And what happens on my billing day?"
    both = await trial(shop.assistant_id, [TryMessage(author="visitor", text=asked)], 12)
    talk = await trial(shop.assistant_id, [TryMessage(author="visitor", text="Thanks!")], 12)
    titles = {citation.title for citation in both.citations}
    assert len(titles) == 2
    assert {chunk.title for chunk in both.chunks[:2]} == titles
    assert len(both.chunks) == 12
    assert talk.chunks


async def test_a_preview_ends_when_its_time_is_up(shop: Shop) -> None:
    await shop.asking.succeeds(IMPORT)
    seen = await shop.preview(IMPORT, "By mail.", budget_s=0)
    assert (seen.answers, seen.changes, seen.tried) == ([], [], 0)


class Found:
    """A search that finds what a test says."""

    def __init__(self, *paths: str) -> None:
        self.paths = paths

    async def search(
        self,
        assistant_id: str,
        query: str,
        k: int,
        revision: int | None = None,
        drafts: Sequence[DraftPassage] = (),
    ) -> list[Passage]:
        return [_passage(path, rank) for rank, path in enumerate(self.paths[:k], 1)]


async def test_without_an_embedding_nothing_is_said_of_a_draft(shop: Shop) -> None:
    shop.engine.embedder = AbsentModel(WeightsUnusable("missing"))
    with pytest.raises(Unavailable, match="embedding fails"):
        await shop.preview(SIGN_ON, ANSWER)


async def test_an_edited_entry_does_not_compete_with_its_published_self() -> None:
    search = Found("old.md", "a.md", "old.md", "b.md", "c.md")
    retriever = DraftRetriever(search, [DraftPassage("new", "text")], "old.md")
    found = await retriever.search("ast", "query", 2)
    assert [passage.path for passage in found] == ["a.md", "b.md"]


def _passage(path: str, rank: int) -> Passage:
    return Passage(
        chunk_id=path,
        document_id=path,
        title=path,
        heading_path=(),
        anchor="",
        url="",
        path=path,
        text="",
        before="",
        after="",
        score=1 / rank,
        cosine=0.5,
        lexical=0,
        rank=rank,
    )
