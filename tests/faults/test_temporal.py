"""F4, F5, F6: Temporal is away, dies in the middle of a turn, or has forgotten everything."""

import asyncio
import time
from contextlib import suppress

import psutil
import pytest

from harness.product import Prepared, Product
from tests.clients import connect, streams_of
from tests.fakes.llm import FakeLlm, Reply
from tests.faults import checker
from tests.faults.crew import OTHER_QUESTIONS, QUESTION, Crew

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

CHATS = 8
POSTED_WITHIN_S = 3.0
ANSWERED_WITHIN_S = 30.0
FOLLOW_UP = "Which file formats can I import?"


async def test_messages_are_taken_while_temporal_does_not_answer_and_answered_in_order_afterwards(
    crew: Crew, llm: FakeLlm
) -> None:
    visitors = await crew.visitors(CHATS)
    server = crew.product.temporal()
    server.suspend()
    try:
        began = time.monotonic()
        await asyncio.gather(*(visitor.start(QUESTION) for visitor in visitors))
        await asyncio.gather(*(visitor.say(FOLLOW_UP) for visitor in visitors))
        assert time.monotonic() - began < POSTED_WITHIN_S
    finally:
        with suppress(psutil.NoSuchProcess):
            server.resume()
    async with streams_of(visitors) as streams:
        wait = (s.message("assistant", after=2, timeout_s=ANSWERED_WITHIN_S) for s in streams)
        await asyncio.gather(*wait)
    assert checker.broken(crew.product.database) == []


async def test_messages_are_taken_while_temporal_is_dead_and_answered_by_its_successor(
    crew: Crew,
) -> None:
    visitors = await crew.visitors(CHATS)
    dead = crew.product.temporal()
    dead.kill()
    began = time.monotonic()
    await asyncio.gather(*(visitor.start(QUESTION) for visitor in visitors))
    assert time.monotonic() - began < POSTED_WITHIN_S
    async with streams_of(visitors) as streams:
        wait = (s.message("assistant", timeout_s=ANSWERED_WITHIN_S) for s in streams)
        await asyncio.gather(*wait)
    assert crew.product.temporal().pid != dead.pid
    assert checker.broken(crew.product.database) == []


async def test_turns_that_temporal_dies_in_are_answered_once(crew: Crew, llm: FakeLlm) -> None:
    llm.default = Reply(hold=True)
    visitors = await crew.visitors(CHATS)
    for visitor in visitors:
        await visitor.start(OTHER_QUESTIONS[0])
    await llm.wait_for(requests=CHATS)
    crew.product.temporal().kill()
    llm.release()
    async with streams_of(visitors) as streams:
        wait = (s.message("assistant", timeout_s=ANSWERED_WITHIN_S) for s in streams)
        first = await asyncio.gather(*wait)
        await asyncio.gather(*(visitor.say(FOLLOW_UP) for visitor in visitors))
        wait = (
            s.message("assistant", after=event.seq or 0, timeout_s=ANSWERED_WITHIN_S)
            for s, event in zip(streams, first, strict=True)
        )
        await asyncio.gather(*wait)
        for stream in streams:
            authors = [message["author"]["kind"] for message in stream.messages]
            assert authors == ["visitor", "assistant"] * 2, stream.said()
    assert checker.broken(crew.product.database) == []


async def test_open_conversations_go_on_after_temporal_lost_its_store(
    victim_with_model: Product, prepared: Prepared, llm: FakeLlm
) -> None:
    product = victim_with_model
    await product.start()
    async with connect(product.url) as http:
        crew = Crew(product, http, prepared)
        kim = crew.rep("Kim")
        await kim.change_settings(idle_resume_s=2, idle_warn_s=1)
        answered, waiting, held, unanswered = visitors = await crew.visitors(4)
        for visitor, question in zip(visitors, OTHER_QUESTIONS, strict=False):
            await visitor.start(question)
        async with streams_of([answered, waiting, held]) as streams:
            await asyncio.gather(*(s.message("assistant") for s in streams))
        await waiting.ask_for_person()
        llm.default = Reply(hold=True)
        await unanswered.start(QUESTION)
        await llm.wait_for(requests=4)
        assert (await kim.reply(held.conversation_id, "I am here.")).status_code == 201
        await product.kill()
    llm.reset()
    for file in product.data.glob("temporal.db*"):
        file.unlink()

    await product.start()
    async with connect(product.url) as http:
        crew.http = http
        for visitor in visitors:
            visitor.http = http
        async with streams_of(visitors) as streams:
            of_answered, of_waiting, of_held, of_unanswered = streams
            await of_unanswered.message("assistant", timeout_s=15)
            await of_held.mode("ai", after=(await of_held.mode("human")).seq or 0)
            await answered.say(FOLLOW_UP)
            await of_answered.message("assistant", after=4)
            assert (await waiting.view())["conversation"]["mode"] == "waiting"
            kim = crew.rep("Kim")
            await kim.act(waiting.conversation_id, "close")
            closed = await of_waiting.mode("closed")
            await waiting.say(FOLLOW_UP)
            await of_waiting.message("assistant", after=closed.seq or 0)
    assert checker.broken(product.database) == []
    assert await product.stop() == 0, product.said()
