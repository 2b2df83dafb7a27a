"""Starting and stopping: quick, clean, and with a readable word when something is wrong."""

import socket
import sqlite3
from contextlib import closing

import pytest

from harness.product import NotStarted, Prepared, Product
from tests.clients import VisitorClient
from tests.faults.crew import QUESTION

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

SECOND_START_S = 15.0


async def test_ctrl_c_ends_everything_and_a_second_start_continues_the_conversation(
    victim: Product,
) -> None:
    await victim.start()
    print(f"second start: ready after {victim.ready_after_s:.1f} s")
    visitor = await VisitorClient(victim.url).open()
    await visitor.start(QUESTION)
    async with visitor.stream() as stream:
        await stream.message("assistant")
        children = victim.children()
        assert children
        assert await victim.stop() == 0, victim.said()
    assert [child for child in children if child.is_running()] == []

    await victim.start()
    assert victim.ready_after_s < SECOND_START_S
    async with visitor.stream() as stream:
        said = await visitor.say("Which file formats can I import?")
        await stream.message("assistant", after=said["seq"])
        assert len(stream.messages) == 4
    await visitor.close()
    assert await victim.stop() == 0, victim.said()
    assert "Traceback" not in "\n".join(victim.lines)


@pytest.mark.parametrize("setting", ["BATON_PORT", "BATON_TEMPORAL_PORT", "BATON_TEMPORAL_UI_PORT"])
async def test_an_occupied_port_is_named_with_the_setting_that_moves_it(
    victim: Product, setting: str
) -> None:
    port = int(victim.environment[setting])
    with socket.create_server(("127.0.0.1", port)), pytest.raises(NotStarted) as refused:
        await victim.start()
    assert victim.returncode == 1
    assert f"Port {port} is in use" in str(refused.value)
    assert setting in str(refused.value)
    assert "Traceback" not in str(refused.value)


@pytest.mark.parametrize("damage", ["not a database", "torn"])
async def test_a_broken_database_is_named_and_left_alone(victim: Product, damage: str) -> None:
    with closing(sqlite3.connect(victim.database)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = victim.database.read_bytes()
    broken = b"not a database " * 1000 if damage == "not a database" else whole[:3_000]
    victim.database.write_bytes(broken)
    with pytest.raises(NotStarted) as refused:
        await victim.start()
    assert victim.returncode == 1
    assert "cannot be opened" in str(refused.value)
    assert "baton.db" in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert victim.database.read_bytes() == broken


async def test_a_wrong_setting_is_named(prepared: Prepared, victim: Product) -> None:
    with pytest.raises(NotStarted) as refused:
        await victim.start(BATON_PORT="eighty")
    assert victim.returncode == 1
    assert "BATON_PORT" in str(refused.value)
    assert "Traceback" not in str(refused.value)
