"""Schedules repeat an ingestion; they follow the source and are made again when they are lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client, ScheduleHandle
from temporalio.service import RPCError, RPCStatusCode

from core.vocabulary import SourceState
from store import sources
from tests.workflows.source_library import SourceLibrary, open_library
from workflows.ingestion.contracts import refresh_id
from workflows.ingestion.starter import Ingestions

HOURLY = 3600


@pytest.fixture
async def library(temporal: Client, tmp_path: Path) -> AsyncIterator[SourceLibrary]:
    url = f"sqlite:///{tmp_path / 'baton.db'}"
    async with open_library(temporal, tmp_path, url) as opened:
        yield opened


def schedule_of(library: SourceLibrary, source_id: str) -> ScheduleHandle:
    return library.client.get_schedule_handle(refresh_id(source_id))


async def follow(library: SourceLibrary, source_id: str, refresh_s: int | None) -> None:
    values = {"refresh_s": refresh_s}
    await library.db.write(lambda s: sources.change(s, source_id, values))
    await library.ingestions.follow(source_id)


async def test_a_schedule_reads_the_source_again(library: SourceLibrary) -> None:
    library.write({"a.md": "# A\n\nOne.\n"})
    source_id = await library.add(await library.assistant())
    async with library.worker():
        await library.ingested(source_id)
        library.write({"b.md": "# B\n\nTwo.\n"})
        await follow(library, source_id, 1)
        source = await library.until(source_id, lambda found: found.documents == 2)
        await follow(library, source_id, None)
        await library.until(source_id, lambda found: found.state is SourceState.IDLE)
    assert source.refresh_s == 1
    assert (await schedule_of(library, source_id).describe()).schedule.state.paused


async def test_a_schedule_changes_and_goes_with_its_source(library: SourceLibrary) -> None:
    source_id = await library.add(await library.assistant())
    await follow(library, source_id, HOURLY)
    await follow(library, source_id, 2 * HOURLY)
    described = await schedule_of(library, source_id).describe()
    [interval] = described.schedule.spec.intervals
    assert interval.every.total_seconds() == 2 * HOURLY
    now = library.clock.now()
    await library.db.write(lambda s: sources.remove(s, now, source_id))
    await library.ingestions.follow(source_id)
    with pytest.raises(RPCError) as gone:
        await schedule_of(library, source_id).describe()
    assert gone.value.status is RPCStatusCode.NOT_FOUND


async def test_the_sweeper_makes_a_lost_schedule_and_a_lost_workflow_again(
    library: SourceLibrary,
) -> None:
    library.write({"a.md": "# A\n\nOne.\n"})
    source_id = await library.add(await library.assistant())
    values = {"refresh_s": HOURLY}
    await library.db.write(lambda s: sources.change(s, source_id, values))
    sweeper = Ingestions(library.client, library.db, library.queue)  # as after a restart
    async with library.worker():
        await sweeper.sweep()
        await library.until(source_id, lambda found: found.documents == 1)
        await sweeper.ended(source_id)
    assert (await schedule_of(library, source_id).describe()).id == refresh_id(source_id)
