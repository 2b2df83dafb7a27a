"""How many streams may be open: one visitor cannot hold what all the others need."""

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest

from api.streams import places
from api.streams.places import Place, Places
from core.errors import TooManyRequests
from tests.api.conftest import VisitorClient, visitor_on
from tests.api.streaming import Reader, reading


@pytest.fixture
async def vera(live: httpx.AsyncClient) -> VisitorClient:
    return await visitor_on(live)


async def test_a_visitors_oldest_stream_gives_way_to_the_newest(
    live: httpx.AsyncClient, vera: VisitorClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "OF_VISITOR", 3)
    other = await visitor_on(live)
    theirs, own = await other.start("Hello"), await vera.start("Hello")
    async with AsyncExitStack() as stack:

        async def opened(visitor: VisitorClient, conversation: str) -> Reader:
            path = f"/chat/conversations/{conversation}/events"
            reader = await stack.enter_async_context(reading(live, path, visitor.headers))
            await reader.take(1)
            return reader

        foreign = await opened(other, theirs)
        readers = [await opened(vera, own) for _ in range(4)]
        async with asyncio.timeout(5):
            assert await readers[0].next() is None
        for conversation, visitor in ((own, vera), (theirs, other)):
            path = f"/conversations/{conversation}/messages"
            await visitor.post(path, {"client_id": "c2", "text": "Still there?"})
        for reader in (*readers[1:], foreign):
            assert (await reader.take(1))[0].data["text"] == "Still there?"


def test_the_streams_of_an_address_are_bounded_but_not_those_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places, "OF_ADDRESS", 2)
    open_places = Places()
    far, near = Place("vis_1", "198.51.100.7"), Place("vis_2", "127.0.0.1")
    first, second = (open_places.taken(far, lambda: None) for _ in range(2))
    with first, open_places.taken(near, lambda: None), open_places.taken(near, lambda: None):
        with second, pytest.raises(TooManyRequests):
            open_places.require(far)
        open_places.require(far)
        open_places.require(near)
