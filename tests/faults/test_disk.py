"""F8, F29, F36: the database is locked, its disk takes nothing more, or it comes from a backup."""

import asyncio
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psutil
import pytest

from harness.product import Prepared, Product
from tests.clients import VisitorClient, connect, streams_of
from tests.fakes.llm import FakeLlm, Reply
from tests.faults import checker
from tests.faults.crew import OTHER_QUESTIONS, QUESTION, Crew

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

FOLLOW_UP = "Which file formats can I import?"
REFUSED_WITHIN_S = 15.0


async def test_what_a_full_disk_refused_is_taken_once_when_there_is_room_again(
    victim: Product,
) -> None:
    await victim.start()
    visitor = await VisitorClient(victim.url).open()
    await visitor.start(QUESTION)
    async with visitor.stream() as stream:
        answer = await stream.message("assistant")
        with no_file_grows(victim.pid):
            await refused(visitor, "full")
            assert len((await visitor.view())["messages"]) == 2
        said = await visitor.say(FOLLOW_UP, "full")
        await stream.message("assistant", after=said["seq"])
        assert said["seq"] > (answer.seq or 0)
    assert checker.lost(victim.database, ["full"]) == []
    assert checker.broken(victim.database) == []
    await visitor.close()
    assert await victim.stop() == 0, victim.said()
    assert "Traceback" not in "\n".join(victim.lines)


async def test_what_a_locked_database_refused_is_taken_once_when_it_is_free_again(
    crew: Crew,
) -> None:
    visitor = await crew.visitor()
    await visitor.start(QUESTION)
    async with visitor.stream() as stream:
        answer = await stream.message("assistant")
        with closing(sqlite3.connect(crew.product.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            async with asyncio.timeout(REFUSED_WITHIN_S):
                await refused(visitor, visitor.id)
            other.execute("ROLLBACK")
        said = await visitor.say(FOLLOW_UP, visitor.id)
        await stream.message("assistant", after=said["seq"])
        assert said["seq"] > (answer.seq or 0)
    assert checker.lost(crew.product.database, [visitor.id]) == []
    assert checker.broken(crew.product.database) == []


async def test_a_backup_made_under_load_goes_on_where_it_was_made(
    victim_with_model: Product, prepared: Prepared, llm: FakeLlm
) -> None:
    product, folder = victim_with_model, victim_with_model.folder
    await product.start()
    async with connect(product.url) as http:
        crew = Crew(product, http, prepared)
        answered, waiting, open_turn = visitors = await crew.visitors(3)
        for visitor, question in zip((answered, waiting), OTHER_QUESTIONS, strict=False):
            await visitor.start(question)
        async with streams_of([answered, waiting]) as streams:
            await asyncio.gather(*(stream.message("assistant") for stream in streams))
        await waiting.ask_for_person()
        llm.default = Reply(hold=True)
        await open_turn.start(OTHER_QUESTIONS[2])
        await llm.wait_for(requests=3)
        others = await crew.visitors(20)
        posting = asyncio.gather(*(visitor.start(QUESTION) for visitor in others))
        await asyncio.to_thread(back_up, product)
        await posting
        await product.kill()
    llm.reset()
    for file in (*product.data.glob("temporal.db*"), *product.data.glob("baton.db-*")):
        file.unlink()
    (folder / "backup.db").replace(product.database)

    await product.start()
    async with connect(product.url) as http:
        for visitor in visitors:
            visitor.http = http
        async with streams_of([open_turn, answered]) as (of_open, of_answered):
            await of_open.message("assistant", timeout_s=45)
            said = await answered.say(FOLLOW_UP)
            await of_answered.message("assistant", after=said["seq"])
        assert (await waiting.view())["conversation"]["mode"] == "waiting"
    assert checker.broken(product.database, settled=False) == []
    assert await product.stop() == 0, product.said()


async def refused(visitor: VisitorClient, client_id: str) -> None:
    body = {"client_id": client_id, "text": FOLLOW_UP}
    reply = await visitor.post(f"conversations/{visitor.conversation_id}/messages", body)
    assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
    assert int(reply.headers["retry-after"]) >= 1


@contextmanager
def no_file_grows(pid: int) -> Iterator[None]:
    """Refuse each write of a process to any file: what a full disk is, and needs no rights."""
    process = psutil.Process(pid)
    soft, hard = process.rlimit(resource.RLIMIT_FSIZE)
    process.rlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        process.rlimit(resource.RLIMIT_FSIZE, (soft, hard))


def back_up(product: Product) -> None:
    """As `sqlite3 baton.db ".backup ..."` does, while Baton writes."""
    with (
        closing(sqlite3.connect(product.database)) as live,
        closing(sqlite3.connect(product.folder / "backup.db")) as copy,
    ):
        live.backup(copy)
