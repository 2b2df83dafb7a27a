"""F26: one visitor writes far more than a person can, while others ask."""

import asyncio
import time

import pytest

from tests.clients import VisitorClient
from tests.fakes.llm import FakeLlm, Reply
from tests.faults import checker
from tests.faults.crew import OTHER_QUESTIONS, Crew

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

FLOOD = 90
OTHERS = 5
ANSWERED_WITHIN_S = 10.0
FOLLOW_UP = "Which file formats can I import?"


async def test_a_flood_is_refused_with_a_time_and_what_was_taken_of_it_is_one_turn(
    crew: Crew, llm: FakeLlm
) -> None:
    llm.default = Reply(hold=True)
    loud = await crew.visitor()
    await loud.start(OTHER_QUESTIONS[2])
    await llm.wait_for(requests=1)

    async def flood() -> list[tuple[str, int]]:
        posts = await asyncio.gather(*(send(loud, f"{loud.id}-{n}") for n in range(FLOOD)))
        llm.release()
        return posts

    posts, others = await asyncio.gather(flood(), answers(crew))
    print(f"others beside the flood, slowest of {OTHERS}: {max(others):.2f} s")
    taken = [client_id for client_id, status in posts if status == 202]
    assert 0 < len(taken) < FLOOD
    seqs = [m["seq"] for m in (await loud.view())["messages"] if m["client_id"] in taken]
    async with loud.stream() as stream:
        await stream.message("assistant", after=max(seqs))
    authors = [message["author"]["kind"] for message in (await loud.view())["messages"]]
    assert authors.count("assistant") == 2
    assert checker.lost(crew.product.database, taken) == []
    assert checker.broken(crew.product.database) == []


async def send(visitor: VisitorClient, client_id: str) -> tuple[str, int]:
    body = {"client_id": client_id, "text": FOLLOW_UP}
    reply = await visitor.post(f"conversations/{visitor.conversation_id}/messages", body)
    if reply.status_code != 202:
        assert (reply.status_code, reply.json()["code"]) == (429, "too_many_requests")
        assert int(reply.headers["retry-after"]) >= 1
    return client_id, reply.status_code


async def answers(crew: Crew) -> list[float]:
    """How long each of the others waits for the answer to a greeting."""
    visitors = await crew.visitors(OTHERS)

    async def waited(visitor: VisitorClient) -> float:
        began = time.monotonic()
        await visitor.start("Hi!")
        async with visitor.stream() as stream:
            await stream.message("assistant", timeout_s=ANSWERED_WITHIN_S)
        return time.monotonic() - began

    return list(await asyncio.gather(*(waited(visitor) for visitor in visitors)))
