"""What a visitor can do, by the contract."""

import httpx
import pytest

from api.limits import Limits, Rate
from core.vocabulary import Role
from tests.api.conftest import (
    NewVisitor,
    RepClient,
    VisitorClient,
    World,
    client_of,
    rep_on,
    visitor_on,
)

MINIMAL_TEXTS = ["a", "ä" * 8_000, "line\nbreak", "<script>alert(1)</script>", "\u202eevil\u200b"]


async def test_a_session_names_visitor_and_assistant(client: httpx.AsyncClient) -> None:
    reply = await client.post("/api/v1/chat/sessions", json={"assistant_key": "guide"})
    body = reply.json()
    assert reply.status_code == 201
    assert body["visitor"]["id"].startswith("vis_")
    assert set(body["assistant"]) == {
        "name",
        "greeting",
        "starters",
        "prechat",
        "open_now",
        "response_target_s",
        "theme",
    }


async def test_a_token_continues_the_same_visitor(
    client: httpx.AsyncClient, visitor: VisitorClient
) -> None:
    reply = await client.post(
        "/api/v1/chat/sessions", json={"assistant_key": "guide", "token": visitor.token}
    )
    assert reply.json()["visitor"]["id"] == visitor.id
    assert reply.json()["token"] == visitor.token


async def test_a_token_that_was_not_used_for_a_year_opens_nothing(
    client: httpx.AsyncClient, visitor: VisitorClient, world: World
) -> None:
    used = {"assistant_key": "guide", "token": visitor.token}
    world.clock.forward(364 * 24 * 3600)
    kept = await client.post("/api/v1/chat/sessions", json=used)
    assert kept.json()["visitor"]["id"] == visitor.id
    world.clock.forward(366 * 24 * 3600)
    assert (await visitor.get("/conversations")).status_code == 401
    anew = await client.post("/api/v1/chat/sessions", json=used)
    assert anew.json()["visitor"]["id"] != visitor.id


async def test_a_token_that_nobody_has_begins_a_new_visitor(client: httpx.AsyncClient) -> None:
    reply = await client.post(
        "/api/v1/chat/sessions", json={"assistant_key": "guide", "token": "made-up"}
    )
    assert reply.status_code == 201
    assert reply.json()["token"] != "made-up"


async def test_an_unknown_key_and_an_identity_are_refused(client: httpx.AsyncClient) -> None:
    unknown = await client.post("/api/v1/chat/sessions", json={"assistant_key": "nobody"})
    signed = await client.post(
        "/api/v1/chat/sessions", json={"assistant_key": "guide", "identity_jwt": "a.b.c"}
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "assistant_not_found")
    assert (signed.status_code, signed.json()["code"]) == (422, "identity_not_enabled")


@pytest.mark.parametrize("text", MINIMAL_TEXTS)
async def test_a_message_is_stored_and_wakes_the_conversation(
    visitor: VisitorClient, world: World, text: str
) -> None:
    conversation = await visitor.start(text)
    reply = await visitor.post(
        f"/conversations/{conversation}/messages", {"client_id": "c2", "text": "Second"}
    )
    thread = (await visitor.get(f"/conversations/{conversation}")).json()
    assert reply.status_code == 202
    assert reply.json()["message"]["seq"] == 2
    assert [item["text"] for item in thread["messages"]] == [text, "Second"]
    assert "<script" not in thread["messages"][0]["html"]
    assert thread["seq"] == 2
    assert [item.payload["seq"] for item in world.submitted] == [1, 2]


async def test_the_same_client_id_is_stored_once(visitor: VisitorClient, world: World) -> None:
    first = await visitor.start("Hello?")
    assert await visitor.start("Hello?") == first
    body = {"client_id": "c2", "text": "Again"}
    replies = [await visitor.post(f"/conversations/{first}/messages", body) for _ in range(3)]
    assert [item.status_code for item in replies] == [202, 202, 202]
    assert len({item.text for item in replies}) == 1
    other = await visitor.post(
        f"/conversations/{first}/messages", {"client_id": "c2", "text": "Else"}
    )
    assert (other.status_code, other.json()["code"]) == (422, "client_id_reused")
    assert len((await visitor.get(f"/conversations/{first}")).json()["messages"]) == 2


async def test_own_conversations_come_newest_first(visitor: VisitorClient) -> None:
    old, new = await visitor.start("One", "a"), await visitor.start("Two", "b")
    listed = (await visitor.get("/conversations")).json()["items"]
    assert [item["id"] for item in listed] == [new, old]


async def test_asking_for_a_person_waits_once_and_can_be_withdrawn(visitor: VisitorClient) -> None:
    conversation = await visitor.start()
    path = f"/conversations/{conversation}/handoff"
    asked = await visitor.post(path, {"email": "vera@site.test"})
    again = await visitor.post(path)
    withdrawn = await visitor.delete(path)
    assert [item.status_code for item in (asked, again, withdrawn)] == [202, 202, 202]
    assert asked.json()["conversation"]["mode"] == "waiting"
    assert again.json()["conversation"]["epoch"] == asked.json()["conversation"]["epoch"]
    assert withdrawn.json()["conversation"]["mode"] == "ai"
    thread = (await visitor.get(f"/conversations/{conversation}")).json()["messages"]
    assert [item["author"]["kind"] for item in thread] == ["visitor", "system"]


async def test_who_waits_can_withdraw_in_words(visitor: VisitorClient) -> None:
    conversation = await visitor.start()
    own = f"/conversations/{conversation}"
    await visitor.post(f"{own}/handoff")
    for client_id, text, mode in (
        ("a", "Never mind the delay, I still need help", "waiting"),
        ("b", "Never mind, I found it", "ai"),
    ):
        sent = await visitor.post(f"{own}/messages", {"client_id": client_id, "text": text})
        assert sent.status_code == 202
        assert (await visitor.get(own)).json()["conversation"]["mode"] == mode


async def test_feedback_needs_an_answer_of_the_assistant(visitor: VisitorClient) -> None:
    conversation = await visitor.start()
    thread = (await visitor.get(f"/conversations/{conversation}")).json()
    reply = await visitor.post(
        f"/conversations/{conversation}/feedback",
        {"message_id": thread["messages"][0]["id"], "helpful": True},
    )
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


async def test_visitors_see_no_notes_tags_reasons_or_timers(
    visitor: VisitorClient, alex: RepClient
) -> None:
    conversation = await visitor.start()
    await visitor.post(f"/conversations/{conversation}/handoff", {"reason": "secret reason"})
    await alex.reply(conversation, "A secret note", kind="note")
    await alex.patch(f"/inbox/conversations/{conversation}/tags", {"add": ["secret-tag"]})
    for path in ("/conversations", f"/conversations/{conversation}"):
        assert "secret" not in (await visitor.get(path)).text
    shown = (await alex.get(f"/inbox/conversations/{conversation}")).text
    assert "A secret note" in shown
    assert "secret-tag" in shown


async def test_nobody_else_can_reach_a_conversation(new_visitor: NewVisitor) -> None:
    owner, other = await new_visitor(), await new_visitor()
    conversation = await owner.start()
    base = f"/conversations/{conversation}"
    replies = [
        await other.get(base),
        await other.get(f"{base}/events"),
        await other.post(f"{base}/messages", {"client_id": "x", "text": "Mine now"}),
        await other.post(f"{base}/handoff"),
        await other.delete(f"{base}/handoff"),
        await other.post(f"{base}/typing"),
        await other.post(f"{base}/feedback", {"message_id": "msg_x", "helpful": True}),
    ]
    assert [item.status_code for item in replies] == [404] * 7
    assert (await other.get("/conversations")).json()["items"] == []


async def test_a_flood_of_one_visitor_is_slowed_and_nobody_else(world: World) -> None:
    world.services.limits = Limits(visitor_writes=Rate(per_second=0.01, burst=3))
    async with client_of(world) as http:
        loud, calm = await visitor_on(http), await visitor_on(http)
        conversation = await loud.start()
        path = f"/conversations/{conversation}/typing"
        replies = [await loud.post(path) for _ in range(4)]
        assert [item.status_code for item in replies] == [204, 204, 429, 429]
        assert int(replies[-1].headers["retry-after"]) > 1
        assert replies[-1].json()["code"] == "too_many_requests"
        await calm.start()


async def test_a_viewer_reads_and_does_not_act(
    world: World, client: httpx.AsyncClient, visitor: VisitorClient
) -> None:
    viewer = await rep_on(world, client, "Vic", Role.VIEWER)
    conversation = await visitor.start()
    assert (await viewer.get(f"/inbox/conversations/{conversation}")).status_code == 200
    refused = await viewer.reply(conversation, "Hi")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
