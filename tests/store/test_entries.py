"""The team's own answers: one source of kind `answers`, and what an ingestion of it settles."""

from datetime import datetime
from functools import partial

import pytest
from sqlalchemy.orm import Session

from core.bus import InProcessBus
from core.errors import Conflict, Invalid, NotFound
from core.views import OwnerView, RepView
from core.vocabulary import EntryState, GapState, PageState, Reason, SourceKind
from knowledge.embed import MiniLmEmbedder
from store import (
    assistants,
    entries,
    gaps,
    ingest_runs,
    library,
    passages,
    source_files,
    source_pages,
    sources,
)
from store.database import Database
from store.entries import Entry
from store.source_pages import SourcePage
from store.sources import Source
from tests.store.asking import Asking
from tests.store.conftest import MovableClock
from tests.store.test_gaps import SIGN_ON
from tests.store.test_sources import stage
from workflows.gaps.keeper import GapKeeper

ANSWER = "Open **Settings > Security** and paste the address of your identity provider."


class Team:
    """What reps do with the entries of one assistant."""

    def __init__(
        self, db: Database, clock: MovableClock, assistant: assistants.Assistant, rep: RepView
    ) -> None:
        self.db, self.clock, self.assistant, self.rep = db, clock, assistant, rep

    async def write(
        self, *, reviewed: bool = True, gap_id: str | None = None, client_id: str = "e1"
    ) -> Entry:
        create = partial(
            entries.create,
            now=self.clock.now(),
            assistant_id=self.assistant.id,
            gap_id=gap_id,
            client_id=client_id,
            question=SIGN_ON,
            answer=ANSWER,
            rep=self.rep,
            reviewed=reviewed,
        )
        return await self.db.write(create)

    async def source(self) -> Source:
        [found] = await self.db.read(lambda s: sources.listed(s, self.assistant.id))
        return found

    async def files(self) -> dict[str, str]:
        source_id = (await self.source()).id

        def read(s: Session) -> dict[str, str]:
            found = source_files.entries(s, source_id)
            return {
                file.path: (source_files.read(s, source_id, file.path) or b"").decode()
                for file in found
            }

        return await self.db.read(read)

    async def begin(self) -> str:
        """Take up the ingestion that was asked for."""
        source_id, now = (await self.source()).id, self.clock.now()
        run_id = await self.db.write(lambda s: ingest_runs.take_up(s, now, source_id))
        assert run_id
        return run_id

    async def ingest(self, run_id: str | None = None, error: str | None = None) -> None:
        finished, now = run_id or await self.begin(), self.clock.now()
        await self.db.write(lambda s: ingest_runs.finish(s, now, finished, error))

    async def run(self, run_id: str) -> library.Run:
        return library.Run(run_id, self.assistant.id, (await self.source()).id)

    async def shown(self, at: int) -> list[str]:
        """The chunks that readers of the newest revision, which is `at`, see."""
        assistant_id = self.assistant.id
        assert await self.db.read(lambda s: passages.revision(s, assistant_id)) == at
        found = await self.db.read(lambda s: passages.vectors(s, assistant_id, at, 0, 10))
        return [chunk_id for _, chunk_id, _ in found]

    async def publish(self, entry: Entry) -> Entry:
        now = self.clock.now()
        return await self.db.write(lambda s: entries.publish(s, now, entry.id, self.rep))

    async def read(self, entry: Entry) -> Entry:
        return await self.db.read(lambda s: entries.get(s, entry.id))

    async def state(self, entry: Entry) -> EntryState:
        return (await self.read(entry)).state


@pytest.fixture
def team(db: Database, clock: MovableClock, assistant: assistants.Assistant, alex: RepView) -> Team:
    return Team(db, clock, assistant, alex)


async def test_an_entry_is_published_by_the_ingestion_that_its_own_transaction_asks_for(
    team: Team,
) -> None:
    entry = await team.write()
    assert entry.state is EntryState.PUBLISHING
    assert (await team.source()).kind == SourceKind.ANSWERS
    assert await team.files() == {entry.path: f"# {SIGN_ON}\n\n{ANSWER}\n"}
    await team.ingest()
    assert await team.state(entry) is EntryState.PUBLISHED
    assert entry.reviewed_by == OwnerView(id=team.rep.id, name=team.rep.name)


async def test_the_same_client_id_writes_one_entry(team: Team) -> None:
    assert await team.write() == await team.write()
    assert len(await team.files()) == 1


async def test_a_proposal_is_seen_by_nobody_until_somebody_publishes_it(
    team: Team, sam: RepView
) -> None:
    proposal = await team.write(reviewed=False)
    assert await team.db.read(sources.listed) == []
    team.clock.forward(60)
    now: datetime = team.clock.now()
    entry = await team.db.write(lambda s: entries.publish(s, now, proposal.id, sam))
    assert (entry.written_by.id, entry.reviewed_by) == (
        team.rep.id,
        OwnerView(id=sam.id, name="Sam"),
    )
    assert (entry.written_at, entry.reviewed_at) == (proposal.written_at, now)
    assert list(await team.files()) == [proposal.path]


async def test_what_changes_while_it_is_published_is_published_again(
    team: Team, clock: MovableClock
) -> None:
    entry = await team.write()
    running = await team.begin()
    changed = await team.db.write(
        lambda s: entries.change(
            s, clock.now(), entry.id, question="Is there SSO?", answer=None, rep=team.rep
        )
    )
    await team.ingest(running)
    assert await team.state(entry) is EntryState.PUBLISHING
    await team.ingest()
    assert await team.state(entry) is EntryState.PUBLISHED
    assert changed.path == entry.path
    assert await team.files() == {entry.path: f"# Is there SSO?\n\n{ANSWER}\n"}


async def test_an_entry_whose_ingestion_fails_says_why_until_it_is_tried_again(team: Team) -> None:
    entry = await team.write()
    await team.ingest(error="The disk is full.")
    failed = await team.read(entry)
    assert (failed.state, failed.error) == (EntryState.FAILED, "The disk is full.")
    assert await team.db.read(entries.listed) == [failed]
    again = await team.publish(entry)
    assert (again.state, again.error) == (EntryState.PUBLISHING, None)
    assert again.reviewed_at == entry.reviewed_at
    await team.ingest()
    assert await team.state(entry) is EntryState.PUBLISHED


async def test_an_entry_that_was_changed_after_its_ingestion_began_is_still_published(
    team: Team,
) -> None:
    entry, running = await team.write(), await team.begin()
    await team.db.write(
        lambda s: entries.change(
            s, team.clock.now(), entry.id, question=None, answer="Anew.", rep=team.rep
        )
    )
    await team.ingest(running, error="Out of memory.")
    await team.ingest()
    assert await team.state(entry) is EntryState.PUBLISHED


async def test_of_several_entries_only_the_one_that_cannot_be_read_has_failed(team: Team) -> None:
    good, bad = await team.write(), await team.write(client_id="e2")
    run_id, source_id = await team.begin(), (await team.source()).id
    page = SourcePage(bad.path, "", PageState.FAILED, reason="The file is empty.")
    await team.db.write(lambda s: source_pages.record(s, team.clock.now(), source_id, [page]))
    assert await team.state(bad) is EntryState.PUBLISHING
    await team.ingest(run_id)
    assert await team.state(good) is EntryState.PUBLISHED
    failed = await team.read(bad)
    assert (failed.state, failed.error) == (EntryState.FAILED, "The file is empty.")
    assert (await team.publish(bad)).state is EntryState.PUBLISHING


async def test_an_entry_that_could_not_be_taken_back_is_listed_again(team: Team) -> None:
    entry = await team.write()
    await team.ingest()
    await team.db.write(lambda s: entries.remove(s, team.clock.now(), entry.id))
    assert await team.db.read(entries.listed) == []
    await team.ingest(error="The disk is full.")
    [left] = await team.db.read(entries.listed)
    assert (left.state, left.error) == (EntryState.REMOVING, "The disk is full.")
    await team.db.write(lambda s: entries.remove(s, team.clock.now(), entry.id))
    assert await team.db.read(entries.listed) == []
    await team.ingest()
    with pytest.raises(NotFound):
        await team.read(entry)


async def test_nobody_sees_an_entry_from_the_moment_it_is_taken_back(team: Team) -> None:
    entry, other = await team.write(), await team.write(client_id="e2")
    run, late = await team.run("run_1"), await team.run("run_2")
    for path in (entry.path, other.path):
        await stage(team.db, run, path, path)
    assert await team.db.write(lambda s: library.publish(s, run, [])) == 1
    await stage(team.db, late, entry.path, "changed")
    await team.db.write(lambda s: entries.remove(s, team.clock.now(), entry.id))
    assert await team.shown(at=2) == [f"chk_{other.path}_{other.path}"]
    await team.db.write(lambda s: library.publish(s, late, []))
    assert await team.shown(at=3) == [f"chk_{other.path}_{other.path}"]


async def test_a_gap_is_answered_by_its_entry_and_open_again_without_it(
    team: Team,
    visitor_id: str,
    embedder: MiniLmEmbedder,
) -> None:
    asking = Asking(team.db, team.clock, team.assistant.id, visitor_id)
    await asking.fails(SIGN_ON, reason=Reason.NO_ANSWER)
    await GapKeeper(team.db, InProcessBus(), embedder, team.clock).group()
    [gap] = (await team.db.read(lambda s: gaps.listed(s, state=GapState.OPEN)))[0]

    async def state() -> GapState:
        return (await team.db.read(lambda s: gaps.get(s, gap.id))).state

    entry = await team.write(gap_id=gap.id)
    assert await state() is GapState.OPEN
    await team.ingest()
    assert await state() is GapState.ANSWERED
    await team.db.write(lambda s: entries.remove(s, team.clock.now(), entry.id))
    assert await state() is GapState.OPEN
    assert await team.files() == {}
    assert await team.db.read(entries.listed) == []
    with pytest.raises(Conflict, match="being removed"):
        await team.db.write(
            lambda s: entries.change(
                s, team.clock.now(), entry.id, question="?", answer=None, rep=team.rep
            )
        )
    await team.ingest()
    assert await team.db.read(lambda s: entries.source_of(s, team.assistant.id)) is not None


async def test_a_gap_of_another_assistant_cannot_be_answered(
    team: Team,
    visitor_id: str,
    embedder: MiniLmEmbedder,
) -> None:
    asking = Asking(team.db, team.clock, team.assistant.id, visitor_id)
    await asking.fails(SIGN_ON)
    await GapKeeper(team.db, InProcessBus(), embedder, team.clock).group()
    [gap] = (await team.db.read(lambda s: gaps.listed(s, state=GapState.OPEN)))[0]
    other = await team.db.write(
        lambda s: assistants.create(s, team.clock.now(), name="Other", key="other")
    )
    team.assistant = other
    with pytest.raises(Invalid, match="another assistant"):
        await team.write(gap_id=gap.id)
