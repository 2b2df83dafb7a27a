"""Sources, their runs and their documents: shared, fenced, cleared, on both databases."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, text

from core.errors import Invalid, NotFound
from core.vocabulary import IngestPhase, PageState, RunState, SourceState
from store import (
    assistants,
    clearing,
    documents,
    ingest_runs,
    library,
    passages,
    source_files,
    source_pages,
    sources,
)
from store.database import Database
from store.ingest_runs import Counts
from store.source_counts import Progress
from store.source_files import GivenFile
from store.source_pages import PageFilter, SourcePage
from store.sources import NewSource, Standing
from store.tables import CHUNK_VECTORS, CHUNKS, DOCUMENTS
from tests.store.conftest import MovableClock

VECTOR = (b"v", b"t")


def document(path: str, *content: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A document whose chunks have these content ids."""
    chunks = [
        {
            "chunk_id": f"chk_{path}_{name}",
            "content_id": name,
            "ordinal": place,
            "heading_path": [],
            "anchor": "a",
            "passage": "a",
            "text": f"Words of {name}.",
            "start": 0,
            "end": 5,
            "tokens": 5,
        }
        for place, name in enumerate(content)
    ]
    values = dict.fromkeys(("document_id", "url", "title", "content_hash"), path)
    return {**values, "path": path, "description": "", "html": ""}, chunks


@pytest.fixture
async def source_id(db: Database, clock: MovableClock, assistant: assistants.Assistant) -> str:
    new = NewSource("folder", "/docs", (assistant.id,))
    return (await db.write(lambda s: sources.create(s, clock.now(), new)))[0]


@pytest.fixture
def run(assistant: assistants.Assistant, source_id: str) -> library.Run:
    return library.Run("run_1", assistant.id, source_id)


async def count(db: Database, table: Any) -> int:
    query = select(func.count()).select_from(table)
    return await db.read(lambda s: s.execute(query).scalar_one())


async def stage(db: Database, run: library.Run, path: str, *content: str) -> set[str]:
    vectors = dict.fromkeys(content, VECTOR)
    return await db.write(lambda s: library.stage(s, run, [document(path, *content)], vectors))


async def test_an_assistant_finds_only_sources_that_it_knows(
    db: Database, clock: MovableClock, assistant: assistants.Assistant, source_id: str
) -> None:
    other = await db.write(lambda s: assistants.create(s, clock.now(), name="O", key="other"))
    assert await db.read(lambda s: sources.listed(s, other.id)) == []
    both = [assistant.id, other.id]
    assert await db.write(lambda s: sources.share(s, source_id, both)) is True
    assert await db.write(lambda s: sources.share(s, source_id, both)) is False
    [found] = await db.read(lambda s: sources.listed(s, other.id))
    assert (found.id, found.assistant_ids) == (source_id, tuple(both))
    with pytest.raises(Invalid):
        await db.write(lambda s: sources.share(s, source_id, ["ast_none"]))


async def test_a_run_is_continued_until_it_ends_and_requests_meanwhile_make_one_more(
    db: Database, clock: MovableClock, source_id: str
) -> None:
    def take_up() -> Any:
        return db.write(lambda s: ingest_runs.take_up(s, clock.now(), source_id))

    assert await take_up() is None
    assert await db.write(lambda s: sources.request(s, source_id)) == 1
    first = await take_up()
    assert await take_up() == first
    assert await db.write(lambda s: sources.request(s, source_id)) == 2
    await db.write(
        lambda s: ingest_runs.note(s, first, phase=IngestPhase.READING, done=1, total=2, chunks=3)
    )
    shown = await db.read(lambda s: sources.get(s, source_id))
    assert shown.progress == Progress(IngestPhase.READING, 1, 2, 3)
    await db.write(lambda s: ingest_runs.count(s, first, Counts(added=2)))
    await db.write(lambda s: ingest_runs.finish(s, clock.now(), first))
    assert (await db.read(lambda s: sources.get(s, source_id))).state is SourceState.QUEUED
    clock.forward(1)
    second = await take_up()
    assert second not in (None, first)
    await db.write(lambda s: ingest_runs.finish(s, clock.now(), second, "Away."))
    failed = await db.read(lambda s: sources.get(s, source_id))
    assert (failed.state, failed.error) == (SourceState.FAILED, "Away.")
    latest = await db.read(lambda s: ingest_runs.latest(s, source_id))
    assert latest
    assert (latest.id, latest.error) == (second, "Away.")


async def test_a_stopped_run_ends_with_what_was_asked_for_and_publishes_nothing(
    db: Database, clock: MovableClock, source_id: str
) -> None:
    for _ in range(2):
        await db.write(lambda s: sources.request(s, source_id))
        first = await db.write(lambda s: ingest_runs.take_up(s, clock.now(), source_id))
    assert first
    await db.write(lambda s: ingest_runs.stop(s, clock.now(), source_id))
    standing = await db.read(lambda s: sources.standing(s, source_id))
    assert standing == Standing(SourceState.STOPPED, handled=2)
    assert await db.write(lambda s: ingest_runs.take_up(s, clock.now(), source_id)) is None
    assert not await db.write(lambda s: ingest_runs.may_publish(s, source_id, first))
    assert not await db.write(lambda s: ingest_runs.finish(s, clock.now(), first))
    latest = await db.read(lambda s: ingest_runs.latest(s, source_id))
    assert latest
    assert (latest.id, latest.state) == (first, RunState.STOPPED)
    assert (await db.read(lambda s: sources.standing(s, source_id))).state is SourceState.STOPPED


async def test_stopping_what_is_not_read_changes_nothing(
    db: Database, clock: MovableClock, source_id: str
) -> None:
    await db.write(lambda s: ingest_runs.stop(s, clock.now(), source_id))
    assert (await db.read(lambda s: sources.standing(s, source_id))).state is SourceState.IDLE


async def test_the_run_after_a_stopped_one_goes_on_with_what_that_has_read(
    db: Database, clock: MovableClock, assistant: assistants.Assistant, source_id: str
) -> None:
    async def taken_up() -> library.Run:
        clock.forward(1)
        await db.write(lambda s: sources.request(s, source_id))
        run_id = await db.write(lambda s: ingest_runs.take_up(s, clock.now(), source_id))
        assert run_id
        return library.Run(run_id, assistant.id, source_id)

    first = await taken_up()
    await stage(db, first, "a.md", "vec_1")
    await db.write(lambda s: ingest_runs.stop(s, clock.now(), source_id))
    second = await taken_up()
    assert await db.read(lambda s: library.staged(s, second)) != {}
    await db.write(lambda s: ingest_runs.finish(s, clock.now(), second.run_id, "Away."))
    third = await taken_up()
    assert await db.read(lambda s: library.staged(s, third)) == {}


async def test_nothing_is_staged_while_a_vector_is_missing(db: Database, run: library.Run) -> None:
    async def attempt(**vectors: tuple[bytes, bytes]) -> set[str]:
        page = document("a.md", "vec_1", "vec_2")
        return await db.write(lambda s: library.stage(s, run, [page], vectors))

    assert await attempt(vec_1=VECTOR) == {"vec_2"}
    assert await count(db, DOCUMENTS) == await count(db, CHUNK_VECTORS) == 0
    assert await attempt(vec_1=VECTOR, vec_2=VECTOR) == set()
    assert await db.read(lambda s: library.staged_chunks(s, run)) == 2


async def test_what_another_run_has_staged_survives_publishing_and_cleaning(
    db: Database, clock: MovableClock, assistant: assistants.Assistant, run: library.Run
) -> None:
    new = NewSource("folder", "/more", (assistant.id,))
    other_id, _ = await db.write(lambda s: sources.create(s, clock.now(), new))
    other = library.Run("run_2", assistant.id, other_id)
    await stage(db, other, "staged.md", "vec_staged", "vec_both")
    await stage(db, run, "a.md", "vec_both", "vec_old")
    await db.write(lambda s: library.publish(s, run, []))
    for number in (2, 3):
        again = library.Run(f"run_a{number}", assistant.id, run.source_id)
        await stage(db, again, "a.md", f"vec_{number}")
        await db.write(partial(library.publish, run=again, removed=[]))
    while await db.write(lambda s: clearing.clean(s, run.source_id)):
        pass
    names = select(CHUNK_VECTORS.c.content_id).order_by(CHUNK_VECTORS.c.content_id)
    left = await db.read(lambda s: list(s.execute(names).scalars()))
    assert left == ["vec_2", "vec_3", "vec_both", "vec_staged"]
    assert await db.read(lambda s: library.staged_chunks(s, other)) == 2


async def test_what_is_published_no_more_is_told_from_what_has_changed(
    db: Database, assistant: assistants.Assistant, run: library.Run
) -> None:
    for name in ("same", "changed", "gone"):
        await stage(db, run, f"{name}.md", f"vec_{name}")
    await db.write(lambda s: library.publish(s, run, []))
    later = library.Run("run_2", assistant.id, run.source_id)
    await stage(db, later, "changed.md", "vec_new")
    await db.write(lambda s: library.publish(s, later, ["gone.md"]))
    asked = [f"chk_{name}.md_vec_{name}" for name in ("same", "changed", "gone")]
    gone = await db.read(lambda s: passages.taken_away(s, assistant.id, 1, asked))
    assert gone == {asked[2]}


async def test_a_run_that_ends_after_the_removal_publishes_nothing(
    db: Database, clock: MovableClock, assistant: assistants.Assistant, run: library.Run
) -> None:
    await stage(db, run, "a.md", "vec_1")
    await db.write(lambda s: library.publish(s, run, []))
    late = library.Run("run_2", assistant.id, run.source_id)
    await stage(db, late, "b.md", "vec_2")
    await db.write(lambda s: sources.remove(s, clock.now(), run.source_id))
    assert await db.write(lambda s: library.publish(s, late, [])) == 2
    assert await db.read(documents.listed) == []
    with pytest.raises(NotFound):
        await db.read(lambda s: sources.get(s, run.source_id))
    assert await db.read(lambda s: sources.is_removed(s, run.source_id))
    while await db.write(lambda s: clearing.clean(s, run.source_id)):
        pass
    await db.write(lambda s: clearing.forget(s, run.source_id))
    for table in (DOCUMENTS, CHUNKS, CHUNK_VECTORS):
        assert await count(db, table) == 0
    words = text("SELECT count(*) FROM chunk_words")
    assert await db.read(lambda s: s.execute(words).scalar_one()) == 0
    assert await db.read(sources.waiting) == []


async def test_pages_are_kept_listed_and_forgotten(
    db: Database, clock: MovableClock, run: library.Run
) -> None:
    await stage(db, run, "b.md", "vec_1")
    await db.write(lambda s: library.publish(s, run, []))
    first = SourcePage("b.md", "h1", PageState.PUBLISHED, etag='"1"', links=("/c",))
    broken = SourcePage("a.pdf", "h2", PageState.FAILED, reason="It is encrypted.")

    async def keep(*pages: SourcePage) -> None:
        await db.write(lambda s: source_pages.record(s, clock.now(), run.source_id, pages))

    await keep(first, broken)
    assert await db.read(lambda s: source_pages.known(s, run.source_id)) == {
        "a.pdf": broken,
        "b.md": first,
    }

    async def listed(**wanted: Any) -> tuple[list[tuple[str, int]], str | None]:
        limit = wanted.pop("limit", 50)
        items, following = await db.read(
            lambda s: source_pages.listed(s, run.source_id, PageFilter(**wanted), limit=limit)
        )
        return [(item.path, item.chunks) for item in items], following

    found, following = await listed(limit=1)
    assert found == [("a.pdf", 0)]
    assert await listed(after=following) == ([("b.md", 1)], None)
    assert await listed(q="B.M") == ([("b.md", 1)], None)
    await db.write(lambda s: source_pages.forget(s, run.source_id, ["a.pdf"]))
    assert await listed() == ([("b.md", 1)], None)


async def test_given_files_replace_each_other(db: Database, source_id: str) -> None:
    for data in (b"one", b"two words"):
        file = GivenFile("a.md", "text/markdown", data)
        await db.write(partial(source_files.replace, source_id=source_id, files=[file]))
    [entry] = await db.read(lambda s: source_files.entries(s, source_id))
    assert (entry.path, entry.size) == ("a.md", 9)
    assert await db.read(lambda s: source_files.read(s, source_id, "a.md")) == b"two words"
    assert await db.read(lambda s: source_files.read(s, source_id, "b.md")) is None


async def test_a_list_of_many_sources_needs_no_more_queries_than_one_of_few(
    db: Database, clock: MovableClock, assistant: assistants.Assistant, source_id: str
) -> None:
    asked: list[str] = []

    def note(*arguments: Any) -> None:
        asked.append(arguments[2])

    async def listed() -> int:
        asked.clear()
        event.listen(Engine, "before_cursor_execute", note)
        await db.read(sources.listed)
        event.remove(Engine, "before_cursor_execute", note)
        return len(asked)

    few = await listed()
    for number in range(9):
        new = NewSource("folder", f"/docs/{number}", (assistant.id,))
        await db.write(partial(sources.create, now=clock.now(), new=new))
    assert await listed() == few
