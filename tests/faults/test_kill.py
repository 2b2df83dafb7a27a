"""F1, F2: the process dies at any moment of a message; afterwards nothing is lost or doubled."""

import asyncio
from dataclasses import dataclass, field

import httpx
import pytest

from harness.product import Prepared, Product
from tests.clients import VisitorClient, connect, streams_of
from tests.fakes.llm import FakeLlm, Reply
from tests.faults import checker
from tests.faults.crew import QUESTION, Crew

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

CHATS = 6
IN_FLIGHT = 20
ANSWERED_WITHIN_S = 15.0
FOLLOW_UP = "Which file formats can I import?"


@dataclass
class Sent:
    """A message as its sender knows it; `stored_as` stays None while nobody knows its fate."""

    visitor: VisitorClient
    client_id: str
    text: str
    stored_as: str | None = None


@dataclass
class Senders:
    """Visitors whose clients repeat what was not acknowledged, with the same client id."""

    crew: Crew
    sent: list[Sent] = field(default_factory=list)

    async def start(self, count: int, name: str) -> None:
        """Begin that many conversations at once; some posts may die with the product."""
        visitors = await self.crew.visitors(count)
        fresh = [Sent(v, f"{name}-{n}", QUESTION) for n, v in enumerate(visitors)]
        self.sent += fresh
        await asyncio.gather(*(self._post(item) for item in fresh))

    async def repeat(self) -> None:
        """Send everything once more, as clients do that lost their page or their line."""
        before = [item.stored_as for item in self.sent]
        await asyncio.gather(*(self._post(item) for item in self.sent))
        for known, item in zip(before, self.sent, strict=True):
            assert item.stored_as, f"{item.client_id} was refused"
            assert known in (None, item.stored_as), f"{item.client_id} was stored twice"

    async def _post(self, item: Sent) -> None:
        try:
            started = await item.visitor.start(item.text, item.client_id)
        except httpx.TransportError:
            return  # nobody knows whether it arrived
        item.stored_as = started["message"]["id"]

    async def all_answered(self) -> None:
        """Within the time that is promised after a restart."""
        async with streams_of([item.visitor for item in self.sent]) as streams:
            answers = (s.message("assistant", timeout_s=ANSWERED_WITHIN_S) for s in streams)
            await asyncio.gather(*answers)

    async def all_go_on(self) -> None:
        """Each conversation still answers the next question, and once."""
        said = [item.visitor.say(FOLLOW_UP, f"{item.client_id}-next") for item in self.sent]
        seqs = [message["seq"] for message in await asyncio.gather(*said)]
        async with streams_of([item.visitor for item in self.sent]) as streams:
            pairs = zip(streams, seqs, strict=True)
            await asyncio.gather(*(s.message("assistant", after=seq) for s, seq in pairs))

    def look(self) -> None:
        """No message lost, none doubled, each answered once."""
        database = self.crew.product.database
        assert checker.broken(database) == []
        own = [item.client_id for item in self.sent]
        assert checker.lost(database, own) == []
        answers = checker.answers_by_client_id(database)
        assert {answers[key] for key in own} == {1}


async def die_and_recover(product: Product, prepared: Prepared, name: str, failpoint: str) -> None:
    await product.start(BATON_FAILPOINTS=failpoint)
    async with connect(product.url) as http:
        senders = Senders(Crew(product, http, prepared))
        await senders.start(CHATS, name)
        assert await product.died() == -9, product.said()
    await product.start()
    async with connect(product.url) as http:
        for item in senders.sent:
            item.visitor.http = http
        senders.crew.http = http
        await senders.repeat()
        await senders.all_answered()
        senders.look()
        await senders.all_go_on()
        senders.look()
    assert await product.stop() == 0, product.said()


@pytest.mark.parametrize(
    "failpoint",
    [
        "before_message_commit=kill@3",
        "after_message_commit=kill@3",
        "before_signal=kill@3",
        "before_outcome_commit=kill@3",
        "after_outcome_commit=kill@3",
    ],
)
async def test_a_kill_loses_and_doubles_nothing(
    victim: Product, prepared: Prepared, failpoint: str
) -> None:
    await die_and_recover(victim, prepared, failpoint.split("=")[0], failpoint)


@pytest.mark.parametrize("failpoint", ["in_llm_call=kill@9", "after_llm_call=kill@3"])
async def test_a_kill_during_the_model_call_loses_and_doubles_nothing(
    victim_with_model: Product, prepared: Prepared, failpoint: str
) -> None:
    await die_and_recover(victim_with_model, prepared, failpoint.split("=")[0], failpoint)


async def test_of_20_turns_in_flight_none_is_lost_and_a_takeover_after_the_restart_holds(
    victim_with_model: Product, prepared: Prepared, llm: FakeLlm
) -> None:
    product = victim_with_model
    llm.default = Reply(hold=True)
    await product.start()
    async with connect(product.url) as http:
        senders = Senders(Crew(product, http, prepared))
        await senders.start(IN_FLIGHT, "flight")
        await llm.wait_for(requests=IN_FLIGHT)
        await product.kill()
    llm.reset()
    await product.start()
    print(f"second start: ready after {product.ready_after_s:.1f} s")
    async with connect(product.url) as http:
        for item in senders.sent:
            item.visitor.http = http
        crew = senders.crew
        crew.http = http
        kim = crew.rep("Kim")
        taken, left = senders.sent[:5], senders.sent[5:]
        await asyncio.gather(*(kim.act(i.visitor.conversation_id, "take-over") for i in taken))
        senders.sent = left
        await senders.all_answered()
        senders.look()
        lost = (
            IN_FLIGHT
            - len(taken)
            - sum(checker.answers_by_client_id(product.database)[item.client_id] for item in left)
        )
        print(f"turns in flight at kill -9: {IN_FLIGHT}, lost: {lost} (the tutorial stack: 20)")
        senders.sent = taken
        for item in taken:
            await kim.act(item.visitor.conversation_id, "hand-back")
        await senders.all_answered()
        await senders.all_go_on()
        assert checker.broken(product.database) == []
    assert await product.stop() == 0, product.said()
