"""F19, F20, F22: the same message again and again, and two people at the same moment."""

import asyncio

import httpx
import pytest

from tests.clients import RepClient, VisitorClient
from tests.faults import checker
from tests.faults.crew import QUESTION, Crew

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

TIMES = 50
PAIRS = 100
PAIRS_AT_ONCE = 10


async def test_a_start_sent_50_times_at_once_is_one_conversation_with_one_answer(
    crew: Crew,
) -> None:
    visitor = await crew.visitor()
    body = {"client_id": "start", "text": QUESTION}
    replies = await asyncio.gather(*(visitor.post("conversations", body) for _ in range(TIMES)))
    assert {reply.status_code for reply in replies} == {201}
    started = [reply.json() for reply in replies]
    assert len({item["conversation"]["id"] for item in started}) == 1
    assert all(item["message"] == started[0]["message"] for item in started)
    visitor.conversation_id = started[0]["conversation"]["id"]
    await settled_with(visitor, ["visitor", "assistant"])
    listed = await visitor.http.get("/api/v1/chat/conversations", headers=visitor.headers)
    assert len(listed.json()["items"]) == 1
    assert checker.broken(crew.product.database) == []


async def test_a_message_sent_50_times_at_once_is_stored_and_answered_once(crew: Crew) -> None:
    visitor = await crew.visitor()
    started = await visitor.start(QUESTION)
    async with visitor.stream() as stream:
        answer = await stream.message("assistant", after=started["message"]["seq"])
    replies = await asyncio.gather(*(post(visitor, "again", QUESTION) for _ in range(TIMES)))
    assert {reply.status_code for reply in replies} == {202}
    assert all(reply.json() == replies[0].json() for reply in replies)
    assert replies[0].json()["message"]["seq"] > (answer.seq or 0)
    await settled_with(visitor, ["visitor", "assistant"] * 2)
    assert checker.broken(crew.product.database) == []


async def test_a_client_id_used_for_another_text_is_refused_and_changes_nothing(
    crew: Crew,
) -> None:
    visitor = await crew.visitor()
    await visitor.start(QUESTION, "first")
    await settled_with(visitor, ["visitor", "assistant"])
    refused = await post(visitor, "first", "Something else entirely")
    assert (refused.status_code, refused.json()["code"]) == (422, "client_id_reused")
    again = await visitor.post("conversations", {"client_id": "first", "text": "Other"})
    assert (again.status_code, again.json()["code"]) == (422, "client_id_reused")
    assert len((await visitor.view())["messages"]) == 2


async def test_a_client_id_counts_for_its_own_visitor_and_conversation_only(crew: Crew) -> None:
    one, other = await crew.visitors(2)
    first = await one.start(QUESTION, "same")
    foreign = await other.start("Do you have an API?", "same")
    assert foreign["conversation"]["id"] != first["conversation"]["id"]
    second = await one.start("Do you have an API?", "second")
    said = await one.say("How do I export?", "same")
    assert said["text"] == "How do I export?"
    assert second["conversation"]["id"] not in {first["conversation"]["id"]}


async def test_another_visitors_conversation_does_not_exist_for_the_same_client_id(
    crew: Crew,
) -> None:
    one, other = await crew.visitors(2)
    await one.start(QUESTION, "mine")
    other.conversation_id = one.conversation_id
    assert (await post(other, "mine", QUESTION)).status_code == 404
    assert (await post(other, "theirs", QUESTION)).status_code == 404


async def test_a_reps_reply_sent_20_times_at_once_is_one_takeover(
    crew: Crew, kim: RepClient
) -> None:
    visitor = await crew.visitor()
    await visitor.start(QUESTION)
    replies = await asyncio.gather(
        *(kim.reply(visitor.conversation_id, "Hello!", client_id="r1") for _ in range(20))
    )
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.json()["message"]["id"] for reply in replies}) == 1
    view = await kim.view(visitor.conversation_id)
    assert [m["author"]["kind"] for m in view["messages"]].count("rep") == 1
    assert view["conversation"]["mode"] == "human"


async def test_of_two_reps_at_the_same_moment_one_gets_the_conversation_in_each_of_100_pairs(
    crew: Crew, kim: RepClient, alex: RepClient
) -> None:
    visitors = await crew.visitors(PAIRS)
    slots = asyncio.Semaphore(PAIRS_AT_ONCE)

    async def pair(number: int, visitor: VisitorClient) -> str:
        reps = [("Kim", kim), ("Alex", alex)]
        async with slots:
            await visitor.start(QUESTION)
            return await reply_together(visitor.conversation_id, reps[:: 1 - number % 2 * 2])

    winners = await asyncio.gather(*(pair(n, visitor) for n, visitor in enumerate(visitors)))
    print(f"of {PAIRS} pairs, Kim was first in {winners.count('Kim')}")
    assert checker.broken(crew.product.database) == []


async def reply_together(conversation: str, reps: list[tuple[str, RepClient]]) -> str:
    """Let both reply at once; the loser is told who won, and may insist. Returns the winner."""
    replies = await asyncio.gather(
        *(rep.reply(conversation, f"{name} here.") for name, rep in reps)
    )
    assert sorted(reply.status_code for reply in replies) == [201, 409], replies
    first = [reply.status_code for reply in replies].index(201)
    winner, loser = reps[first][0], reps[1 - first][1]
    refusal = replies[1 - first].json()
    assert refusal["code"] == "held_by_other"
    assert refusal["owner"]["name"] == winner
    assert refusal["message"]["text"] == f"{winner} here."
    view = await loser.view(conversation)
    assert view["conversation"]["owner"]["name"] == winner
    assert [m["author"]["kind"] for m in view["messages"]].count("rep") == 1
    insisted = await loser.reply(conversation, "Me too.", confirm=True)
    assert insisted.json()["conversation"]["owner"]["name"] != winner
    return winner


async def post(visitor: VisitorClient, client_id: str, text: str) -> httpx.Response:
    path = f"conversations/{visitor.conversation_id}/messages"
    return await visitor.post(path, {"client_id": client_id, "text": text})


async def settled_with(visitor: VisitorClient, authors: list[str]) -> None:
    """Wait for the answer to the last message and see that nothing came beside these."""
    last = max(m["seq"] for m in (await visitor.view())["messages"])
    async with visitor.stream() as stream:
        await stream.until(lambda event: event.name == "turn.finished" and (event.seq or 0) > last)
    messages = (await visitor.view())["messages"]
    assert [message["author"]["kind"] for message in messages] == authors
