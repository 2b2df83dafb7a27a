"""F1 for knowledge: a Baton that is killed while it reads a source goes on when it is back."""

import asyncio
import json
import signal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from harness.product import Prepared, Product
from store.database import Database
from tests.clients import API, RepClient, SseEvent, Stream, connect
from tests.faults.crew import Crew

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

PAGES = 150
READ_WITHIN_S = 60


def documents(folder: Path) -> Path:
    folder.mkdir()
    for number in range(PAGES):
        (folder / f"{number:03}.md").write_text(f"# Page {number}\n\nText of page {number}.\n")
    return folder


async def idle(rep: RepClient, source_id: str) -> dict[str, Any]:
    """The source when everything that was asked for is done."""
    async with (
        asyncio.timeout(READ_WITHIN_S),
        Stream(rep.http, f"{API}/inbox/events", rep.headers) as hints,
    ):
        seen = 0
        while True:
            source = await rep.get(f"sources/{source_id}")
            if source["state"] in ("idle", "failed"):
                return source
            known = hints.events[:seen]
            await hints.until(partial(_is_news, known), READ_WITHIN_S)
            seen = len(hints.events)


def _is_news(known: list[SseEvent], event: SseEvent) -> bool:
    return event.name == "source.changed" and all(event is not item for item in known)


async def test_a_killed_baton_goes_on_reading_where_it_was(
    victim: Product, prepared: Prepared, tmp_path: Path
) -> None:
    folder = documents(tmp_path / "docs")
    victim.environment["BATON_SOURCE_FOLDERS"] = json.dumps([str(folder)])
    await victim.start(BATON_FAILPOINTS="ingest_told=kill@4")
    async with connect(victim.url) as http:
        kim = Crew(victim, http, prepared).rep("Kim")
        demo = (await kim.get("assistants"))["items"][0]["id"]
        body = {"kind": "folder", "location": str(folder), "assistant_ids": [demo]}
        source_id = (await kim.post("sources", {**body, "client_id": "one"})).json()["id"]
        assert await victim.died() == -signal.SIGKILL
    await victim.start()
    async with connect(victim.url) as http:
        kim = Crew(victim, http, prepared).rep("Kim")
        source = await idle(kim, source_id)
        assert (source["state"], source["documents"], source["failed"]) == ("idle", PAGES, 0)
        again = (await kim.post("sources", {**body, "client_id": "one"})).json()["id"]
        assert again == source_id
    assert await victim.stop() == 0
    database = Database(f"sqlite:///{victim.database}")
    # The reader may publish before it hears that its parent is gone; then nothing is left to add.
    runs = text("SELECT count(*), max(added + unchanged) FROM ingest_runs")
    doubled = text(
        "SELECT count(*) FROM (SELECT path FROM documents WHERE source_id = :id AND until IS NULL"
        " GROUP BY path, assistant_id HAVING count(*) > 1)"
    )
    assert tuple(await database.read(lambda s: s.execute(runs).one())) == (1, PAGES)
    assert await database.read(lambda s: s.execute(doubled, {"id": source_id}).scalar_one()) == 0
    await database.close()
