"""Streams on a real socket: order, gaps, cursors, and what visitors may know."""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.orm import Session

from api.streams import pulse, readers
from api.streams.projection import for_visitor
from core.bus import CommittedEvent, Ephemeral, conversation_topic
from core.vocabulary import EventName
from store import events, reps, turns
from store.change import Change
from tests.api.conftest import RepClient, VisitorClient, World, rep_on, visitor_on
from tests.api.streaming import reading


@pytest.fixture
async def vera(live: httpx.AsyncClient) -> VisitorClient:
    return await visitor_on(live)


@pytest.fixture
async def ana(world: World, live: httpx.AsyncClient) -> RepClient:
    return await rep_on(world, live, "Ana")


async def say(visitor: VisitorClient, conversation: str, text: str) -> None:
    reply = await visitor.post(
        f"/conversations/{conversation}/messages",
        {"client_id": uuid4().hex, "text": text},
    )
    assert reply.status_code == 202, reply.text


async def test_what_was_missed_comes_first_and_then_what_happens(
    live: httpx.AsyncClient, vera: VisitorClient
) -> None:
    conversation = await vera.start("one")
    await say(vera, conversation, "two")
    path = f"/chat/conversations/{conversation}/events"
    async with reading(live, path, vera.headers) as reader:
        missed = await reader.take(2)
        await say(vera, conversation, "three")
        fresh = await reader.take(1)
    found = missed + fresh
    assert reader.retry == 2000
    assert reader.response.headers["content-type"].startswith("text/event-stream")
    assert reader.response.headers["x-accel-buffering"] == "no"
    assert [item.id for item in found] == [1, 2, 3]
    assert [item.name for item in found] == ["message.created"] * 3
    assert [item.data["text"] for item in found] == ["one", "two", "three"]


@pytest.mark.parametrize("how", ["header", "query", "both"])
async def test_a_cursor_continues_where_the_reader_was(
    live: httpx.AsyncClient, vera: VisitorClient, how: str
) -> None:
    conversation = await vera.start("one")
    await say(vera, conversation, "two")
    query = {"header": "", "query": "?after=1", "both": "?after=0"}[how]
    headers = {} if how == "query" else {"Last-Event-ID": "1"}
    path = f"/chat/conversations/{conversation}/events{query}"
    async with reading(live, path, {**vera.headers, **headers}) as reader:
        assert (await reader.take(1))[0].id == 2


@pytest.mark.parametrize("cursor", ["99", "-1", "abc", "1.5", "9" * 30, "٣"])
async def test_an_unknown_cursor_is_reset_and_then_live(
    live: httpx.AsyncClient, vera: VisitorClient, cursor: str
) -> None:
    conversation = await vera.start("one")
    path = f"/chat/conversations/{conversation}/events?after={cursor}"
    async with reading(live, path, vera.headers) as reader:
        first = (await reader.take(1))[0]
        await say(vera, conversation, "two")
        second = (await reader.take(1))[0]
    assert (first.name, first.id, first.data) == ("reset", None, {"seq": 1})
    assert (second.id, second.data["text"]) == (2, "two")


async def test_a_gap_is_filled_and_an_echo_skipped(
    live: httpx.AsyncClient, vera: VisitorClient, world: World
) -> None:
    """The bus may lose, repeat and shuffle: the reader still sees each seq once, in order."""
    conversation = await vera.start("1")
    async with reading(
        live, f"/chat/conversations/{conversation}/events?after=1", vera.headers
    ) as reader:
        await say(vera, conversation, "2")
        assert (await reader.take(1))[0].id == 2
        topic = conversation_topic(conversation)
        silenced = world.bus.readers.pop(topic)
        for text in ("3", "4", "5"):
            await say(vera, conversation, text)
        world.bus.readers[topic] = silenced
        logged = await world.db.read(lambda s: events.after(s, conversation, 0))
        for event in (logged[4], logged[2], logged[3], logged[4]):
            world.bus.publish(topic, event)
        await say(vera, conversation, "6")
        assert [item.id for item in await reader.take(4)] == [3, 4, 5, 6]


async def test_more_than_one_batch_was_missed(
    live: httpx.AsyncClient, vera: VisitorClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "BATCH", 2)
    conversation = await vera.start("1")
    for text in ("2", "3", "4", "5"):
        await say(vera, conversation, text)
    path = f"/chat/conversations/{conversation}/events"
    async with reading(live, path, vera.headers) as reader:
        assert [item.id for item in await reader.take(5)] == [1, 2, 3, 4, 5]


async def test_visitors_get_replies_and_states_but_nothing_internal(
    live: httpx.AsyncClient, vera: VisitorClient, ana: RepClient
) -> None:
    conversation = await vera.start("Hello")
    base = f"/inbox/conversations/{conversation}"
    await ana.reply(conversation, "Secret note", kind="note")
    await ana.patch(f"{base}/tags", {"add": ["secret-tag"]})
    await vera.post(f"/conversations/{conversation}/handoff", {"reason": "secret reason"})
    await ana.reply(conversation, "Hi, I am here")
    await ana.post(f"{base}/presence", {"state": "typing"})
    async with (
        reading(live, f"/chat/conversations/{conversation}/events", vera.headers) as theirs,
        reading(live, f"{base}/events", ana.cookies) as ours,
    ):
        seen = await theirs.take(5)
        await ana.post(f"{base}/presence", {"state": "viewing"})
        await ana.post(f"{base}/presence", {"state": "typing"})
        seen += await theirs.take(1)
        full = await ours.take(9)
    assert "secret" not in json.dumps([item.data for item in seen]).lower()
    assert [item.name for item in seen] == [
        "message.created",
        "message.created",
        "conversation.updated",
        "message.created",
        "conversation.updated",
        "typing",
    ]
    assert seen[4].data["owner"]["name"] == "Ana"
    assert seen[5].data == {"author": {"kind": "rep", "id": ana.rep.id, "name": "Ana"}}
    assert [item.id for item in full[:7]] == [1, 2, 3, 4, 5, 6, 7]
    assert [item.name for item in full[7:]] == ["presence", "presence"]
    assert full[7].data["state"] == "viewing"


def test_turns_and_actions_lose_their_traces_for_visitors() -> None:
    def event(
        name: EventName, data: Mapping[str, object], internal: bool = False
    ) -> CommittedEvent:
        return CommittedEvent("cnv_1", 1, name, json.dumps(data), internal, 1)

    finished = {"turn_id": "t", "epoch": 1, "decision": "answer", "reason": "x", "trace": {}}
    shown = for_visitor(event(EventName.TURN_FINISHED, finished))
    assert json.loads(shown or b"") == {"turn_id": "t", "epoch": 1, "decision": "answer"}
    assert for_visitor(event(EventName.ACTION_UPDATED, {"slots": {}})) is None
    note = {"kind": "note", "text": "secret"}
    assert for_visitor(event(EventName.MESSAGE_CREATED, note)) is None
    reply = {"kind": "reply"}
    assert for_visitor(event(EventName.MESSAGE_CREATED, reply, internal=True)) is None


def delta(conversation: str, text: str, epoch: int = 1) -> Ephemeral:
    data = {"turn_id": "trn_1", "epoch": epoch, "text": text}
    return Ephemeral(conversation, "answer.delta", data)


async def begin_turn(world: World, conversation: str) -> None:
    def begin(s: Session, now: datetime) -> Change:
        found = turns.begin(s, now, conversation_id=conversation, epoch=1, turn_id="trn_1")
        assert found
        return found.change

    await world.ledger.commit(begin)


async def test_a_draft_whose_turn_does_not_run_is_not_shown(
    live: httpx.AsyncClient, vera: VisitorClient, world: World
) -> None:
    conversation = await vera.start("Hello")
    world.bus.publish(conversation_topic(conversation), delta(conversation, "Left over"))
    path = f"/chat/conversations/{conversation}/events"
    async with reading(live, path, vera.headers) as reader:
        await say(vera, conversation, "Next")
        assert [item.name for item in await reader.take(2)] == ["message.created"] * 2


async def test_who_joins_in_the_middle_gets_the_text_so_far(
    live: httpx.AsyncClient, vera: VisitorClient, world: World
) -> None:
    conversation = await vera.start("Hello")
    await begin_turn(world, conversation)
    topic = conversation_topic(conversation)
    for piece in ("Go to ", "Contacts"):
        world.bus.publish(topic, delta(conversation, piece))
    path = f"/chat/conversations/{conversation}/events?after=2"
    async with reading(live, path, vera.headers) as reader:
        first = await reader.take(2)
        world.bus.publish(topic, delta(conversation, ", then Import."))
        last = await reader.take(1)
    assert [item.name for item in first] == ["answer.reset", "answer.delta"]
    assert first[1].data["text"] == "Go to Contacts"
    assert last[0].data["text"] == ", then Import."
    assert [item.id for item in first + last] == [None] * 3


async def test_after_a_takeover_no_piece_of_the_old_answer_passes(
    live: httpx.AsyncClient, vera: VisitorClient, ana: RepClient, world: World
) -> None:
    conversation = await vera.start("Hello")
    topic = conversation_topic(conversation)
    path = f"/chat/conversations/{conversation}/events?after=1"
    async with reading(live, path, vera.headers) as reader:
        world.bus.publish(topic, delta(conversation, "Go to "))
        assert (await reader.take(1))[0].name == "answer.delta"
        await ana.reply(conversation, "I am here")
        world.bus.publish(topic, delta(conversation, "Contacts"))
        await say(vera, conversation, "Thanks")
        seen = await reader.take(3)
    assert [item.name for item in seen] == [
        "message.created",
        "conversation.updated",
        "message.created",
    ]
    async with reading(live, path, vera.headers) as late:
        names = [item.name for item in await late.take(3)]
    assert "answer.delta" not in names


async def test_signing_out_closes_the_streams_of_this_session_only(
    live: httpx.AsyncClient, vera: VisitorClient, ana: RepClient, world: World
) -> None:
    conversation = await vera.start("Hello")
    other = RepClient(live, ana.rep, await world.session_of(ana.rep))
    path = f"/inbox/conversations/{conversation}/events?after=1"
    async with (
        reading(live, path, ana.cookies) as ending,
        reading(live, "/inbox/events", ana.cookies) as ending_too,
        reading(live, path, other.cookies) as staying,
    ):
        await ana.post("/auth/sign-out", {})
        async with asyncio.timeout(5):
            assert await ending.next() is None
            assert await ending_too.next() is None
        await say(vera, conversation, "Still there?")
        assert (await staying.take(1))[0].data["text"] == "Still there?"


async def test_a_session_ended_elsewhere_closes_its_stream_within_five_seconds(
    live: httpx.AsyncClient, ana: RepClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "SESSION_CHECK_S", 0.2)
    async with reading(live, "/inbox/events", ana.cookies) as reader:
        await world.db.write(lambda s: reps.end_session(s, ana.token))
        async with asyncio.timeout(5):
            assert await reader.next() is None


async def test_a_quiet_line_is_kept_warm(
    live: httpx.AsyncClient, vera: VisitorClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "HEARTBEAT_S", 0.1)
    conversation = await vera.start("Hello")
    path = f"/chat/conversations/{conversation}/events?after=1"
    async with live.stream("GET", f"/api/v1{path}", headers=vera.headers) as response:
        comments = (line async for line in response.aiter_lines() if line.startswith(":"))
        assert await anext(comments)


async def test_a_reader_that_falls_behind_is_ended_and_loses_nothing(
    live: httpx.AsyncClient, vera: VisitorClient, world: World
) -> None:
    conversation = await vera.start("1")
    topic = conversation_topic(conversation)
    path = f"/chat/conversations/{conversation}/events?after=1"
    async with reading(live, path, vera.headers) as reader:
        await say(vera, conversation, "2")
        assert (await reader.take(1))[0].id == 2
        for _ in range(1_100):
            world.bus.publish(topic, delta(conversation, "x"))
        async with asyncio.timeout(5):
            assert {item.name for item in await reader.rest()} == {"answer.delta"}
    await say(vera, conversation, "3")
    async with reading(live, path, {**vera.headers, "Last-Event-ID": "2"}) as again:
        found = await again.take(1)
    assert [(item.id, item.data["text"]) for item in found] == [(3, "3")]


async def test_the_list_hears_of_changes_and_of_who_is_where(
    live: httpx.AsyncClient, vera: VisitorClient, ana: RepClient
) -> None:
    conversation = await vera.start("Hello")
    await ana.post(f"/inbox/conversations/{conversation}/presence", {"state": "viewing"})
    async with reading(live, "/inbox/events", ana.cookies) as reader:
        await vera.post(f"/conversations/{conversation}/handoff")
        found = await reader.take(2)
    assert [item.name for item in found] == ["presence", "conversation.changed"]
    assert found[0].data["reps"][0]["name"] == "Ana"
    assert found[1].data["conversation"]["mode"] == "waiting"
    assert found[1].id is None


async def test_closing_the_bus_ends_every_stream(
    live: httpx.AsyncClient, vera: VisitorClient, world: World
) -> None:
    conversation = await vera.start("Hello")
    path = f"/chat/conversations/{conversation}/events?after=1"
    async with reading(live, path, vera.headers) as reader:
        await say(vera, conversation, "Still?")
        await reader.take(1)
        world.bus.close()
        async with asyncio.timeout(5):
            assert await reader.next() is None
