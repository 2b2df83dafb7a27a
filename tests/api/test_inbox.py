"""What reps do, by the contract."""

import pytest

from core.bus import INBOX_TOPIC, conversation_topic
from store import timers
from tests.api.conftest import RepClient, VisitorClient, World, rep_on


async def test_a_reply_takes_the_conversation_over(visitor: VisitorClient, alex: RepClient) -> None:
    conversation = await visitor.start()
    reply = await alex.reply(conversation, "Hi, **Alex** here")
    body = reply.json()
    assert reply.status_code == 201
    assert body["conversation"]["mode"] == "human"
    assert body["conversation"]["owner"] == {"id": alex.rep.id, "name": "Alex"}
    assert "<strong>Alex</strong>" in body["message"]["html"]
    assert (await alex.reply(conversation, "Hi, **Alex** here")).json()["message"] == body[
        "message"
    ]


async def test_a_second_rep_must_confirm(
    world: World, visitor: VisitorClient, alex: RepClient
) -> None:
    sam = await rep_on(world, alex.http, "Sam")
    conversation = await visitor.start()
    await alex.reply(conversation, "I have it")
    refused = await sam.reply(conversation, "Me too")
    assert (refused.status_code, refused.json()["code"]) == (409, "held_by_other")
    assert refused.json()["owner"]["name"] == "Alex"
    assert refused.json()["message"]["text"] == "I have it"
    taken = await sam.reply(conversation, "Me too", confirm=True)
    assert taken.status_code == 201
    assert taken.json()["conversation"]["owner"]["name"] == "Sam"


async def test_the_buttons_move_the_mode(visitor: VisitorClient, alex: RepClient) -> None:
    conversation = await visitor.start()
    base = f"/inbox/conversations/{conversation}"
    modes = []
    for action, body in (
        ("take-over", {}),
        ("hand-back", None),
        ("hold", {"seconds": 60}),
        ("hand-back", {}),
        ("close", {}),
        ("close", {}),
        ("reopen", {}),
    ):
        reply = await alex.post(f"{base}/{action}", body)
        assert reply.status_code == 200, reply.text
        modes.append(reply.json()["conversation"]["mode"])
    assert modes == ["human", "ai", "human", "ai", "closed", "closed", "ai"]


@pytest.mark.parametrize("seconds", ["-1", "0", "1e9", "NaN", "Infinity", '"soon"', "null"])
async def test_a_hold_has_a_sensible_length(
    visitor: VisitorClient, alex: RepClient, seconds: str
) -> None:
    conversation = await visitor.start()
    reply = await alex.http.post(
        f"/api/v1/inbox/conversations/{conversation}/hold",
        content=f'{{"seconds": {seconds}}}',
        headers={**alex.cookies, "Content-Type": "application/json"},
    )
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid")


async def test_the_detail_shows_everything(visitor: VisitorClient, alex: RepClient) -> None:
    conversation = await visitor.start()
    await alex.reply(conversation, "Only us", kind="note")
    detail = (await alex.get(f"/inbox/conversations/{conversation}")).json()
    assert set(detail) == {
        "conversation",
        "visitor",
        "messages",
        "events",
        "action_runs",
        "turns",
        "presence",
        "seq",
    }
    assert [item["kind"] for item in detail["messages"]] == ["reply", "note"]
    assert detail["visitor"]["email"] == "vera@site.test"
    assert detail["seq"] == detail["conversation"]["seq"]


async def test_lists_filter_search_count_and_page(visitor: VisitorClient, alex: RepClient) -> None:
    ids = [await visitor.start(f"Question {n}", f"c{n}") for n in range(5)]
    await visitor.post(f"/conversations/{ids[2]}/handoff")
    await alex.post(f"/inbox/conversations/{ids[1]}/take-over")
    await alex.patch(f"/inbox/conversations/{ids[0]}/tags", {"add": ["billing"]})

    async def listed(**query: str | int) -> list[str]:
        reply = await alex.get("/inbox/conversations", params=query)
        assert reply.status_code == 200, reply.text
        return [item["id"] for item in reply.json()["items"]]

    assert await listed(view="waiting") == [ids[2]]
    assert await listed(view="mine") == [ids[1]]
    assert await listed(tag="billing") == [ids[0]]
    assert await listed(q="question 4") == [ids[4]]
    assert (await listed())[0] == ids[2]
    first = (await alex.get("/inbox/conversations", params={"limit": 3})).json()
    rest = (
        await alex.get("/inbox/conversations", params={"limit": 3, "cursor": first["next_cursor"]})
    ).json()
    assert first["counts"] == {
        "waiting": 1,
        "ai": 3,
        "human": 1,
        "closed": 0,
        "mine": 1,
        "all": 5,
    }
    assert {item["id"] for item in first["items"] + rest["items"]} == set(ids)
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    "query", ["view=nonsense", "limit=0", "limit=101", "cursor=%00%ff", "cursor=e30="]
)
async def test_a_wrong_list_query_is_refused(alex: RepClient, query: str) -> None:
    reply = await alex.get(f"/inbox/conversations?{query}")
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"


async def test_there_is_no_suggestion_to_answer(visitor: VisitorClient, alex: RepClient) -> None:
    conversation = await visitor.start()
    reply = await alex.post(f"/inbox/conversations/{conversation}/suggestion", {"accept": True})
    assert (reply.status_code, reply.json()["code"]) == (409, "no_suggestion")


async def test_presence_reaches_the_others_and_typing_only_the_owners_visitor(
    world: World, visitor: VisitorClient, alex: RepClient
) -> None:
    conversation = await visitor.start()
    async with world.bus.subscribe(INBOX_TOPIC, conversation_topic(conversation)) as hints:
        await alex.post(f"/inbox/conversations/{conversation}/presence", {"state": "typing"})
        seen = [await anext(hints), await anext(hints)]
        assert {(item.name, item.internal) for item in seen} == {("presence", True)}
        await alex.post(f"/inbox/conversations/{conversation}/take-over")
        while (await anext(hints)).name != "conversation.changed":
            pass
        await alex.post(f"/inbox/conversations/{conversation}/presence", {"state": "typing"})
        typing = await anext(hints)
        assert (typing.name, typing.internal) == ("typing", False)
    detail = (await alex.get(f"/inbox/conversations/{conversation}")).json()
    assert detail["presence"] == [{"id": alex.rep.id, "name": "Alex", "state": "typing"}]


async def test_typing_withdraws_the_warning_that_the_ai_comes_back(
    world: World, visitor: VisitorClient, alex: RepClient
) -> None:
    conversation = await visitor.start()
    await alex.reply(conversation, "One moment")
    epoch = (await alex.get(f"/inbox/conversations/{conversation}")).json()["conversation"]["epoch"]
    world.clock.forward(580)
    verdict = await world.db.write(
        lambda s: timers.check_idle(s, world.clock.now(), conversation_id=conversation, epoch=epoch)
    )
    assert verdict.change is not None
    await alex.post(f"/inbox/conversations/{conversation}/presence", {"state": "typing"})
    shown = (await alex.get(f"/inbox/conversations/{conversation}")).json()["conversation"]
    assert shown["resume_at"] is None


async def test_administration_is_for_admins(olga: RepClient, alex: RepClient) -> None:
    made = await olga.post("/assistants", {"name": "Second", "key": "second"})
    assert made.status_code == 201
    assert (await alex.post("/assistants", {"name": "Third"})).status_code == 403
    assert (await olga.post("/assistants", {"name": "Second"})).json()["code"] == "name_taken"
    one = f"/assistants/{made.json()['id']}"
    changed = await olga.patch(one, {"settings": {"idle_resume_s": 5}})
    assert changed.json()["settings"]["idle_resume_s"] == 5
    assert changed.json()["name"] == "Second"
    wrong = await olga.patch(one, {"settings": {"idle_resume_s": -5}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_settings")
    assert [item["name"] for item in (await alex.get("/assistants")).json()["items"]] == [
        "Guide",
        "Second",
    ]


async def test_trying_runs_a_turn_that_is_stored_nowhere(alex: RepClient, world: World) -> None:
    path = f"/assistants/{world.assistant.id}/try"
    reply = await alex.post(path, {"messages": [{"author": "visitor", "text": "How?"}], "top": 3})
    assert reply.status_code == 200
    assert reply.json()["answer"] == "You asked: How?"
    assert reply.json()["chunks"][0]["document"] == "importing/csv.md"
    wrong = await alex.post(path, {"messages": [{"author": "assistant", "text": "How?"}]})
    missing = await alex.post(
        "/assistants/ast_no/try", {"messages": [{"author": "visitor", "text": "?"}]}
    )
    assert wrong.json()["code"] == "last_message_not_visitors"
    assert missing.status_code == 404
    assert (await alex.get("/inbox/conversations")).json()["items"] == []


async def test_the_plain_lists_answer(olga: RepClient) -> None:
    await olga.post("/tags", {"name": "billing", "description": "Money"})
    lists = {
        path: (await olga.get(f"/{path}")).json()["items"]
        for path in ("sources", "documents", "tags", "team", "actions")
    }
    assert lists["tags"] == [{"name": "billing", "description": "Money"}]
    assert [item["name"] for item in lists["team"]] == ["Olga"]
    assert [item["name"] for item in lists["actions"]] == ["cancel"]
