"""Grouping what was not answered survives `kill -9`: nothing is lost, nothing counted twice."""

import sqlite3

import pytest

from harness.product import Prepared, Product
from tests.clients import RepClient, VisitorClient, connect
from tests.gaps import inbox_stream, when

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

UNKNOWN = "Do you have an office on the moon where I can park my spaceship?"


async def test_a_kill_between_deciding_and_storing_a_gap_loses_and_doubles_nothing(
    victim: Product, prepared: Prepared
) -> None:
    await victim.start(BATON_FAILPOINTS="before_gaps_commit=kill")
    async with connect(victim.url) as http:
        await (await VisitorClient(victim.url, http).open()).start(UNKNOWN)
        assert await victim.died() == -9, victim.said()
    await victim.start()
    async with connect(victim.url) as http:
        rep = RepClient(victim.url, http).with_session(prepared.sessions["Kim"])
        async with inbox_stream(rep) as hints:
            await (await VisitorClient(victim.url, http).open()).start(UNKNOWN)
            gap = await when(rep, hints, "gap.changed", "gaps", lambda gap: gap["count"] == 2)
            assert gap["question"] == UNKNOWN
    assert await victim.stop() == 0, victim.said()
    with sqlite3.connect(victim.database) as database:
        assert database.execute("SELECT count(*) FROM gap_questions").fetchone() == (2,)
