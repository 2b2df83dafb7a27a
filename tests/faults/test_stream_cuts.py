"""F17: a stream cut at every byte, and resumed by its last whole event, rebuilds the same view."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.clients import RepClient, SseEvent, SseParser, VisitorClient
from tests.fakes.llm import FakeLlm, Reply
from tests.faults.crew import OTHER_QUESTIONS, QUESTION, Crew

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

EVERY_NTH_ON_THE_WIRE = 7
CUTS_AT_ONCE = 8


@dataclass(frozen=True)
class Source:
    """A stream of one reader, and the fresh fetch that it must agree with."""

    product: httpx.AsyncClient
    path: str
    headers: dict[str, str]
    head: int
    view: dict[str, Any]

    async def recorded(self, after: int, http: httpx.AsyncClient | None = None) -> bytes:
        """The bytes of the stream behind `after` up to the newest event."""
        got = b""
        headers = {**self.headers, "Last-Event-ID": str(after)}
        async with (http or self.product).stream("GET", self.path, headers=headers) as reply:
            assert reply.status_code == 200
            if after == self.head:
                return got
            async for chunk in reply.aiter_raw():
                got += chunk
                if last_seq(whole_events(got)) == self.head:
                    return got
        return got


def whole_events(got: bytes) -> list[SseEvent]:
    """What a reader has of a stream that ended here; a torn event, or letter, does not count."""
    parser, events = SseParser(), []
    for line in got.split(b"\n")[:-1]:
        event = parser.take(line.decode())
        if event:
            events.append(event)
    return events


def last_seq(events: list[SseEvent]) -> int:
    return max((event.seq for event in events if event.seq), default=0)


def view_of(events: list[SseEvent]) -> dict[str, Any]:
    """What a page keeps: each message once by its place, and how the conversation stands."""
    durable = {event.seq: event for event in events if event.seq}
    messages = [e.data for _, e in sorted(durable.items()) if e.name == "message.created"]
    stands = [e.data for _, e in sorted(durable.items()) if e.name == "conversation.updated"]
    return {
        "seqs": sorted(durable),
        "messages": messages,
        "stands": {key: stands[-1][key] for key in ("mode", "epoch", "owner")} if stands else None,
    }


@pytest_asyncio.fixture(loop_scope="session")
async def talk(crew: Crew, kim: RepClient, llm: FakeLlm) -> VisitorClient:
    """A short conversation with every kind of event, and letters of one to four bytes."""
    llm.default = Reply("Open Contacts → Import and choose “CSV” 🙂 [1].")
    visitor = await crew.visitor()
    await visitor.start(f"{QUESTION} Danke schön, merci 🙏")
    async with visitor.stream() as stream:
        await stream.message("assistant")
        await visitor.ask_for_person()
        await stream.mode("waiting")
        assert (await kim.reply(visitor.conversation_id, "Grüße, Kim 👋")).status_code == 201
        await kim.reply(visitor.conversation_id, "VIP ✓", kind="note")
        await kim.act(visitor.conversation_id, "hand-back")
        back = await stream.mode("ai", after=(await stream.mode("human")).seq or 0)
        await visitor.say(QUESTION)
        await stream.until(lambda e: e.name == "turn.finished" and (e.seq or 0) > (back.seq or 0))
    return visitor


async def of_visitor(visitor: VisitorClient) -> Source:
    view = await visitor.view()
    return Source(visitor.http, f"{visitor.path}/events", visitor.headers, view["seq"], view)


async def of_rep(rep: RepClient, conversation: str) -> Source:
    path = f"/api/v1/inbox/conversations/{conversation}/events"
    view = await rep.view(conversation)
    return Source(rep.http, path, rep.headers, view["seq"], view)


@pytest_asyncio.fixture(params=["visitor", "rep"], loop_scope="session")
async def source(request: pytest.FixtureRequest, talk: VisitorClient, kim: RepClient) -> Source:
    if request.param == "visitor":
        return await of_visitor(talk)
    return await of_rep(kim, talk.conversation_id)


async def test_a_stream_cut_at_every_byte_gives_the_view_of_a_fresh_fetch(
    source: Source,
) -> None:
    whole = await source.recorded(0)
    expected = view_of(whole_events(whole))
    assert expected["messages"] == source.view["messages"]
    conversation = source.view["conversation"]
    assert expected["stands"] == {k: conversation[k] for k in ("mode", "epoch", "owner")}
    resumed = {
        after: whole_events(await source.recorded(after)) for after in {0, *expected["seqs"]}
    }
    for cut in range(len(whole) + 1):
        before = whole_events(whole[:cut])
        again = before + resumed[last_seq(before)]
        assert view_of(again) == expected, f"cut after {cut} bytes"
        numbers = [event.seq for event in again if event.seq]
        assert numbers == expected["seqs"], f"cut after {cut} bytes: {numbers}"
    print(f"{len(whole)} bytes, {len(expected['seqs'])} events, {len(whole) + 1} cuts")


async def test_a_line_that_breaks_on_the_wire_is_resumed_without_loss(
    source: Source, crew: Crew
) -> None:
    whole = await source.recorded(0)
    expected = view_of(whole_events(whole))
    slots = asyncio.Semaphore(CUTS_AT_ONCE)

    async def broken_after(cut: int) -> None:
        async with slots:
            got = await first_bytes(source, port, cut)
            before = whole_events(got)
            again = before + whole_events(await source.recorded(last_seq(before)))
            assert view_of(again) == expected, f"cut after {cut} bytes"

    async with cutting_proxy(crew.product.port) as port:
        cuts = range(0, len(whole), EVERY_NTH_ON_THE_WIRE)
        await asyncio.gather(*(broken_after(cut) for cut in cuts))
    print(f"{len(cuts)} broken lines")


async def test_a_cut_in_the_middle_of_a_streamed_answer_shows_it_whole_afterwards(
    crew: Crew, llm: FakeLlm
) -> None:
    llm.default = Reply("one two three four five six [1].", hold=True)
    visitor = await crew.visitor()
    await visitor.start(OTHER_QUESTIONS[1])
    async with visitor.stream() as early:
        await llm.wait_for(requests=1)
        llm.release(3)
        await early.until(lambda e: e.name == "answer.delta" and "three" in drafted(early.events))
        async with visitor.stream(after=1) as late:
            await late.until(lambda event: event.name == "answer.delta")
            assert drafted(late.events) == drafted(early.events)
            llm.release()
            answer = await late.message("assistant")
        await early.message("assistant")
    assert answer.data["text"].startswith("one two three four five six")


async def test_an_unknown_cursor_is_answered_by_a_reset(crew: Crew, talk: VisitorClient) -> None:
    for cursor in ("999999", "abc", "-1"):
        headers = {**talk.headers, "Last-Event-ID": cursor}
        async with talk.http.stream("GET", f"{talk.path}/events", headers=headers) as reply:
            parser = SseParser()
            async for line in reply.aiter_lines():
                event = parser.take(line)
                if event:
                    break
            assert event
            assert event.name == "reset"


def drafted(events: list[SseEvent]) -> str:
    """The draft as a page shows it after these events."""
    text = ""
    for event in events:
        if event.name == "answer.reset":
            text = ""
        elif event.name == "answer.delta":
            text += event.data["text"]
    return text


async def first_bytes(source: Source, port: int, cut: int) -> bytes:
    """What comes through a line that breaks after `cut` bytes behind the head of the reply."""
    got = b""
    url = f"http://127.0.0.1:{port}{source.path}"
    headers = {**source.headers, "X-Cut": str(cut)}
    with suppress(httpx.TransportError):
        async with source.product.stream("GET", url, headers=headers) as reply:
            async for chunk in reply.aiter_raw():
                got += chunk
    assert len(got) <= cut
    return got


@asynccontextmanager
async def cutting_proxy(target: int) -> AsyncIterator[int]:
    """The port of a proxy that resets each connection after the bytes its `X-Cut` header says."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        cut = int(head.lower().partition(b"x-cut: ")[2].partition(b"\r\n")[0])
        behind, before = await asyncio.open_connection("127.0.0.1", target)
        try:
            before.write(head)
            writer.write(await behind.readuntil(b"\r\n\r\n"))
            if cut:
                writer.write(await behind.readexactly(cut))
            await writer.drain()
        finally:
            before.close()
            writer.transport.abort()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port: int = server.sockets[0].getsockname()[1]
        yield port
