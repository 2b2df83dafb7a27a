"""Sources are read by workflows: one run at a time, resumed after a kill, told about, cleared."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session
from temporalio.client import Client
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.testing import ActivityEnvironment

from core.bus import INBOX_TOPIC, Ephemeral
from core.errors import Conflict
from core.vocabulary import IngestPhase, PageState, RunState, SourceState
from knowledge.ingest.library import IngestRun, PublishPlan
from store import ingest_runs, source_files, source_pages, sources
from store.source_files import GivenFile
from store.source_pages import PageFilter
from store.tables import CHUNK_VECTORS, CHUNKS, DOCUMENTS, SOURCE_PAGES, SOURCES
from tests.workflows.source_library import SourceLibrary, open_library
from workflows.adapters.sql_library import SqlLibrary
from workflows.ingestion.contracts import RunInput, SourceInput, ingest_id
from workflows.ingestion.workflow import IngestWorkflow

SILENCE_S = 15.0
"""After which the fetcher gives a silent site up by itself."""
DOCS = {"a.md": "# Alpha\n\nFirst words.\n", "b/c.md": "# Gamma\n\nOther words.\n"}


@pytest.fixture
async def library(temporal: Client, tmp_path: Path) -> AsyncIterator[SourceLibrary]:
    url = f"sqlite:///{tmp_path / 'baton.db'}"
    async with open_library(temporal, tmp_path, url) as opened:
        yield opened


async def test_a_source_is_read_and_its_progress_told(library: SourceLibrary) -> None:
    library.write({**DOCS, "empty.md": ""})
    guide = await library.assistant()
    source_id = await library.add(guide)
    async with library.worker(), library.bus.subscribe(INBOX_TOPIC) as hints:
        source = await library.ingested(source_id)
        hint = await anext(hints)
        assert isinstance(hint, Ephemeral)
        assert (hint.name, hint.data) == ("source.changed", {"id": source_id})
        handle = library.client.get_workflow_handle_for(IngestWorkflow.run, ingest_id(source_id))
        await handle.result()
        described = await handle.describe()
    assert (source.documents, source.chunks, source.failed) == (2, 2, 1)
    assert source.refreshed_at
    assert await library.paths(guide) == ["a.md", "b/c.md"]
    run = await library.latest(source_id)
    assert (run.counts.added, run.counts.failed, run.phase) == (2, 1, IngestPhase.PUBLISHING)
    failed, _ = await library.db.read(
        lambda s: source_pages.listed(s, source_id, PageFilter(state=PageState.FAILED))
    )
    assert [page.path for page in failed] == ["empty.md"]
    assert failed[0].reason
    shown = {pair.key.name: pair.value for pair in described.typed_search_attributes}
    assert shown["IngestOutcome"] == "done"
    assert shown["IngestFailed"] == 1


async def test_a_request_during_a_run_makes_one_more_run(library: SourceLibrary) -> None:
    library.write(DOCS)
    source_id = await library.add(await library.assistant())
    async with library.worker():
        library.ingestions.wake(source_id)
        await library.until(source_id, lambda source: source.state is SourceState.RUNNING)
        library.write({"new.md": "# New\n\nMore.\n"})
        for _ in range(3):
            await library.ask(source_id)
        source = await library.ingested(source_id)
    assert source.documents == 3
    runs = text("SELECT count(*) FROM ingest_runs")
    assert await library.db.read(lambda s: s.execute(runs).scalar_one()) == 2


@pytest.mark.parametrize(
    "text", ["Open at nine.", "# Hours\n\nOpen at nine.", "---\ntitle: No\n---\n\nOpen at nine."]
)
async def test_a_pasted_text_is_cited_by_the_name_that_it_has_now(
    library: SourceLibrary, text: str
) -> None:
    guide = await library.assistant()
    source_id = await library.add(guide, kind="text", location="Pasted text", name='The "shop"')
    given = GivenFile("text.md", "text/markdown", text.encode())
    await library.db.write(lambda s: source_files.replace(s, source_id, [given]))
    async with library.worker():
        await library.ingested(source_id)
        assert await library.titles(guide) == ['The "shop"']
        await library.db.write(lambda s: sources.change(s, source_id, {"name": "Our shop"}))
        await library.ask(source_id)
        await library.until(source_id, lambda source: source.state is SourceState.IDLE)
    assert await library.titles(guide) == ["Our shop"]


async def test_a_source_that_cannot_be_reached_keeps_what_was_published_and_says_why(
    library: SourceLibrary,
) -> None:
    library.write(DOCS)
    guide = await library.assistant()
    source_id = await library.add(guide)
    async with library.worker():
        await library.ingested(source_id)
        library.docs.rename(library.folder / "away")
        await library.ask(source_id)
        source = await library.until(source_id, lambda found: found.state is SourceState.FAILED)
        assert "is not a folder" in (source.error or "")
        assert await library.paths(guide) == ["a.md", "b/c.md"]
        (library.folder / "away").rename(library.docs)
        await library.ask(source_id)
        again = await library.until(source_id, lambda found: found.state is SourceState.IDLE)
    assert again.error is None
    assert (await library.latest(source_id)).counts.unchanged == 2


async def test_a_folder_that_is_suddenly_empty_takes_nothing_away(library: SourceLibrary) -> None:
    library.write(DOCS)
    guide = await library.assistant()
    source_id = await library.add(guide)
    async with library.worker():
        await library.ingested(source_id)
        library.docs.rename(library.folder / "away")
        library.docs.mkdir()
        await library.ask(source_id)
        source = await library.until(source_id, lambda found: found.state is SourceState.FAILED)
    assert "has no document" in (source.error or "")
    assert await library.paths(guide) == ["a.md", "b/c.md"]


async def test_a_source_that_read_nothing_has_failed_and_says_why(
    library: SourceLibrary,
) -> None:
    library.write({"a.md": "", "b.md": ""})
    source_id = await library.add(await library.assistant())
    async with library.worker():
        source = await library.ingested(source_id)
        assert source.state is SourceState.FAILED
        assert (source.error or "").startswith("None of 2 documents could be read. a.md: ")
        library.write({"a.md": "# Alpha\n\nWords.\n"})
        await library.ask(source_id)
        again = await library.until(source_id, lambda found: found.state is SourceState.IDLE)
    assert (again.error, again.documents, again.failed) == (None, 1, 1)


async def test_a_document_that_becomes_unreadable_fails_its_source_and_stays_published(
    library: SourceLibrary,
) -> None:
    library.write({"a.md": "# Alpha\n\nWords.\n"})
    guide = await library.assistant()
    source_id = await library.add(guide)
    async with library.worker():
        await library.ingested(source_id)
        library.write({"a.md": ""})
        await library.ask(source_id)
        source = await library.until(source_id, lambda found: found.state is SourceState.FAILED)
    assert source.error == "The file has no text."
    assert await library.paths(guide) == ["a.md"]


async def test_a_shared_source_is_published_to_each_assistant(library: SourceLibrary) -> None:
    library.write(DOCS)
    one, two = await library.assistant("one"), await library.assistant("two")
    source_id = await library.add(one, two)
    async with library.worker():
        source = await library.ingested(source_id)
    assert (source.documents, (await library.latest(source_id)).counts.chunks) == (2, 2)
    assert await library.paths(one) == await library.paths(two) == ["a.md", "b/c.md"]
    vectors = select(func.count()).select_from(CHUNK_VECTORS)
    assert await library.db.read(lambda s: s.execute(vectors).scalar_one()) == 2


async def test_two_sources_at_once_do_not_touch_each_other(library: SourceLibrary) -> None:
    guide = await library.assistant()
    shared = "# Same\n\nThese words are in both.\n"
    folders = [library.folder / name for name in ("one", "two")]
    for number, folder in enumerate(folders):
        pages = {f"{n}.md": f"# Page {number}-{n}\n\nText {n}.\n" for n in range(60)}
        library.write({**pages, "same.md": shared}, folder)
    ids = [await library.add(guide, location=str(folder)) for folder in folders]
    async with library.worker():
        for source_id in ids:
            library.ingestions.wake(source_id)
        for source_id in ids:
            assert (await library.ingested(source_id)).documents == 61
        for folder in folders:
            (folder / "same.md").unlink()
        for source_id in ids:
            await library.ask(source_id)
        for source_id in ids:
            assert (await library.ingested(source_id)).documents == 60
    dangling = select(func.count()).where(
        CHUNKS.c.content_id.not_in(select(CHUNK_VECTORS.c.content_id))
    )
    assert await library.db.read(lambda s: s.execute(dangling).scalar_one()) == 0


async def test_a_killed_reader_goes_on_where_it_was(library: SourceLibrary) -> None:
    library.write({f"{n:03}.md": f"# Page {n}\n\nText {n}.\n" for n in range(120)})
    guide = await library.assistant()
    source_id = await library.add(guide)
    library.failpoints = "ingest_reading=kill@2"
    async with library.worker():
        library.ingestions.wake(source_id)
        source = await library.ingested(source_id)
    assert source.documents == 120
    run = await library.latest(source_id)
    assert (run.counts.added, run.counts.chunks) == (120, 120)


async def test_an_orderly_stop_in_the_middle_of_a_run_is_no_warning(
    library: SourceLibrary,
) -> None:
    library.write(DOCS)
    source_id = await library.add(await library.assistant())
    stopping = ActivityEnvironment()
    stopping.worker_shutdown()
    with pytest.raises(ApplicationError) as told:
        await stopping.run(library.activities.read_source, RunInput(source_id, "run_1"))
    assert told.value.type == "stopping"
    assert told.value.category is ApplicationErrorCategory.BENIGN


async def test_reading_ends_with_its_source_also_while_nothing_is_told(
    library: SourceLibrary,
) -> None:
    asked = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    library.allow_private = True
    async with await asyncio.start_server(say_nothing, "127.0.0.1") as silent:
        port = silent.sockets[0].getsockname()[1]
        address = f"http://127.0.0.1:{port}/"
        source_id = await library.add(await library.assistant(), kind="url", location=address)
        async with library.worker():
            library.ingestions.wake(source_id)
            await asked.wait()
            now = library.clock.now()
            await library.db.write(lambda s: sources.remove(s, now, source_id))
            async with asyncio.timeout(SILENCE_S - 3):
                await library.client.get_workflow_handle(ingest_id(source_id)).result()
    assert await library.db.read(partial(_count, table=SOURCES)) == 0


async def test_a_stopped_run_ends_at_once_and_keeps_what_was_published_before(
    library: SourceLibrary,
) -> None:
    pages = {f"{n:03}.md": f"# Page {n}\n\nText {n}.\n" for n in range(120)}
    guide = await library.assistant()
    source_id = await library.add(guide)
    async with library.worker():
        library.write({"000.md": pages["000.md"]})
        await library.ingested(source_id)
        library.write(pages)
        await library.ask(source_id)
        await library.until(source_id, lambda found: bool(found.progress and found.progress.chunks))
        now = library.clock.now()
        await library.db.write(lambda s: ingest_runs.stop(s, now, source_id))
        handle = library.client.get_workflow_handle_for(IngestWorkflow.run, ingest_id(source_id))
        await handle.result()
        shown = (await handle.describe()).typed_search_attributes
        assert "stopped" in [pair.value for pair in shown]
        assert (await library.latest(source_id)).state is RunState.STOPPED
        assert await library.paths(guide) == ["000.md"]
        assert list((library.folder / "ingest" / source_id).iterdir()) == []
        await library.ask(source_id)
        source = await library.until(source_id, lambda found: found.state is SourceState.IDLE)
    assert source.documents == 120
    assert (await library.latest(source_id)).counts.chunks == 119


async def test_a_stopped_run_publishes_nothing_even_if_it_is_still_working(
    library: SourceLibrary,
) -> None:
    library.write(DOCS)
    guide = await library.assistant()
    source_id = await library.add(guide)
    now = library.clock.now()
    run_id = await library.db.write(lambda s: ingest_runs.take_up(s, now, source_id))
    assert run_id
    await library.db.write(lambda s: ingest_runs.stop(s, now, source_id))
    sql = SqlLibrary(library.db, library.clock)
    with pytest.raises(Conflict, match="stopped"):
        await sql.publish(PublishPlan(IngestRun(run_id, guide, source_id), frozenset()))


async def test_a_removed_source_leaves_no_row(library: SourceLibrary) -> None:
    library.write(DOCS)
    guide, other = await library.assistant(), await library.assistant("other")
    kept = library.write({"kept.md": "# Kept\n\nThis stays.\n"}, library.folder / "kept")
    keeper = await library.add(other, location=str(kept))
    source_id = await library.add(guide, other)
    async with library.worker():
        await library.ingested(source_id)
        await library.ingested(keeper)
        await library.db.write(lambda s: sources.share(s, source_id, [guide]))
        assert await library.paths(other) == ["kept.md"]
        now = library.clock.now()
        await library.db.write(lambda s: sources.remove(s, now, source_id))
        assert await library.paths(guide) == []
        await library.ingestions.follow(source_id)
        await library.client.get_workflow_handle(ingest_id(source_id)).result()
    for table, left in ((SOURCES, 1), (DOCUMENTS, 1), (CHUNKS, 1), (CHUNK_VECTORS, 1)):
        assert await library.db.read(partial(_count, table=table)) == left, table
    words = text("SELECT count(*) FROM chunk_words")
    assert await library.db.read(lambda s: s.execute(words).scalar_one()) == 1
    pages = select(SOURCE_PAGES.c.path)
    assert await library.db.read(lambda s: list(s.execute(pages).scalars())) == ["kept.md"]


async def test_what_was_fetched_of_other_sources_stays_when_one_is_removed(
    library: SourceLibrary,
) -> None:
    guide = await library.assistant()
    kept = await library.add(guide)
    removed = await library.add(guide, location=str(library.folder / "other"))
    waiting = library.folder / "ingest"
    for source_id in (kept, removed):
        (waiting / source_id / "run_1").mkdir(parents=True)
    now = library.clock.now()
    await library.db.write(lambda s: sources.remove(s, now, removed))
    await ActivityEnvironment().run(library.activities.clear_source, SourceInput(removed))
    assert [path.name for path in waiting.iterdir()] == [kept]


def _count(s: Session, table: Table) -> int:
    return int(s.execute(select(func.count()).select_from(table)).scalar_one())
