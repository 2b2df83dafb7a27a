"""The scripted model itself: other tests trust it."""

import asyncio

import httpx
import pytest

from tests.fakes.llm import DEFAULT_ANSWER, FakeLlm, Reply
from tests.fakes.llm_process import LlmProcess

ASK = {"model": "m", "stream": True, "messages": []}


async def _lines(base_url: str) -> list[str]:
    async with (
        httpx.AsyncClient(base_url=base_url) as client,
        client.stream("POST", "/chat/completions", json=ASK) as reply,
    ):
        return [line async for line in reply.aiter_lines() if line]


async def test_unscripted_it_streams_the_default_answer_to_its_end() -> None:
    async with FakeLlm() as llm:
        lines = await _lines(llm.base_url)
        assert lines[-1] == "data: [DONE]"
        assert llm.chunks_sent == len(DEFAULT_ANSWER.split(" "))


async def test_held_chunks_leave_one_by_one_as_they_are_released() -> None:
    async with FakeLlm() as llm:
        llm.script(Reply(chunks=["a", "b", "c"], hold=True))
        reading = asyncio.create_task(_lines(llm.base_url))
        await llm.wait_for(requests=1)
        llm.release(2)
        await llm.wait_for(chunks_sent=2)
        assert not reading.done()
        llm.release()
        assert len(await reading) == 5


async def test_a_client_that_leaves_is_counted() -> None:
    async with FakeLlm() as llm:
        llm.script(Reply(hang="before"))
        reading = asyncio.create_task(_lines(llm.base_url))
        await llm.wait_for(requests=1)
        reading.cancel()
        await llm.wait_for(disconnects=1)


async def test_a_cut_connection_breaks_the_stream() -> None:
    async with FakeLlm() as llm:
        llm.script(Reply(chunks=["a", "b"], cut_after=1, cut="connection"))
        with pytest.raises(httpx.RemoteProtocolError):
            await _lines(llm.base_url)


async def test_a_clean_cut_has_no_end_mark() -> None:
    async with FakeLlm() as llm:
        llm.script(Reply(chunks=["a", "b"], cut_after=1))
        lines = await _lines(llm.base_url)
        assert len(lines) == 1
        assert "finish_reason" not in lines[0]


def test_as_a_process_it_is_steered_over_http() -> None:
    with LlmProcess() as llm:
        llm.script(Reply(status=429, retry_after_s=2))
        reply = httpx.post(f"{llm.base_url}/chat/completions", json=ASK)
        assert (reply.status_code, reply.headers["retry-after"]) == (429, "2")
        assert llm.counts()["requests"] == 1
