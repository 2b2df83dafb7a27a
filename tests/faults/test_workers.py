"""F34: a worker is starved of the processor, or killed for its memory, in the middle of a turn."""

import asyncio
import os
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from harness.ports import free_ports
from tests.clients import VisitorClient
from tests.postgres import running_postgres
from tests.processes import once, running

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

TOLD_WITHIN_S = 30.0
"""A stopped worker may be given the turn again: after three times a person is called."""
STOPPED_OR_DEAD = os.WSTOPPED | os.WEXITED | os.WNOWAIT


@pytest.mark.parametrize("failpoint", ["before_outcome_commit=stop", "before_outcome_commit=kill"])
async def test_a_turn_that_its_worker_cannot_end_is_ended_once_by_another_worker(
    tmp_path: Path, temporal_server: str, failpoint: str
) -> None:
    """A greeting needs no documents."""
    async with AsyncExitStack() as stack:
        url = stack.enter_context(running_postgres())
        port = free_ports(1)[0]
        settings = {"BATON_DATABASE_URL": url, "BATON_TEMPORAL_ADDRESS": temporal_server}
        settings["BATON_PORT"] = str(port)
        await once(tmp_path, "sign-in-link", "owner@example.com", **settings)
        for part in (["api"], ["worker", "chat"]):
            await stack.enter_async_context(running(tmp_path, *part, **settings))
        visitor = await VisitorClient(f"http://127.0.0.1:{port}").open()
        stack.push_async_callback(visitor.close)
        hurt = {**settings, "BATON_FAILPOINTS": failpoint}
        async with running(tmp_path, "worker", "ai", **hurt) as victim:
            await visitor.start("Hi!")
            with suppress(ChildProcessError):  # dead, and its end is noticed already
                await asyncio.to_thread(os.waitid, os.P_PID, victim.pid, STOPPED_OR_DEAD)
            async with running(tmp_path, "worker", "ai", **settings), visitor.stream() as seen:
                await seen.until(lambda e: e.name == "turn.finished", TOLD_WITHIN_S)
        authors = [m["author"]["kind"] for m in (await visitor.view())["messages"]]
        assert authors == ["visitor", "assistant"]
