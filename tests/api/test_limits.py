"""Limits of those who come from elsewhere: one alone, or many from one address."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.app import create_app
from api.limits import Limits, Rate
from tests.api.conftest import ORIGIN, World, visitor_on

TWO = Rate(0.001, 2)
ELSEWHERE = "198.51.100.7"


@pytest.fixture
async def far(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody at another machine."""
    world.services.limits = Limits(
        sessions=Rate(0.001, 3), address_writes=TWO, sign_in=TWO, visitor_reads=TWO
    )
    transport = httpx.ASGITransport(create_app(world.services), client=(ELSEWHERE, 4321))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


async def test_the_messages_of_one_address_share_a_limit(far: httpx.AsyncClient) -> None:
    path, body = "/conversations", {"client_id": "c1", "text": "Hello?"}
    visitors = [await visitor_on(far) for _ in range(3)]
    replies = [await visitor.post(path, body) for visitor in visitors]
    assert [reply.status_code for reply in replies] == [201, 201, 429]
    assert int(replies[-1].headers["retry-after"]) > 0
    assert (await visitors[0].get(path)).status_code == 200


async def test_a_visitor_does_not_read_without_end(far: httpx.AsyncClient) -> None:
    visitor, other = await visitor_on(far), await visitor_on(far)
    conversation = await visitor.start()
    paths = ("/conversations", f"/conversations/{conversation}", "/conversations")
    replies = [await visitor.get(path) for path in paths]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert (await other.get("/conversations")).status_code == 200


async def test_an_address_makes_no_visitors_without_end(far: httpx.AsyncClient) -> None:
    body = {"assistant_key": "guide"}
    replies = [await far.post("/api/v1/chat/sessions", json=body) for _ in range(4)]
    assert [reply.status_code for reply in replies] == [201, 201, 201, 429]


async def test_an_address_does_not_try_one_account_after_the_other(far: httpx.AsyncClient) -> None:
    replies = [
        await far.post(
            "/api/v1/auth/sign-in", json={"email": f"{number}@team.test", "password": "guess"}
        )
        for number in range(3)
    ]
    assert [reply.status_code for reply in replies] == [401, 401, 429]
