"""Turns that nobody waits for any longer: the time is up, or a person was called meanwhile."""

import asyncio
from time import perf_counter

import pytest
from structlog.testing import capture_logs

from core.vocabulary import Decision, Reason
from graphs.turn.message.wish_for_person import WEIGHED_PARTS, weigh
from graphs.turn.outcome import ActionEnd
from graphs.turn.run import calls_person
from graphs.turn.state import Deps, TurnReset
from graphs.turn.thread import PendingAction, SlotValue
from knowledge.contracts import Passage, Vector
from tests.graphs.talk import Talk

QUESTION = "How do I import my contacts?"


class Stuck:
    """A search that never ends."""

    async def search(
        self, assistant_id: str, query: str, k: int, revision: int | None = None
    ) -> list[Passage]:
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_search_that_hangs_calls_a_person_when_the_time_is_up(talk: Talk) -> None:
    talk.retriever, talk.total_timeout_s = Stuck(), 0.1
    talk.action = PendingAction("cancel_subscription", {"account_id": SlotValue("PL-1", 1)})
    started = perf_counter()
    with capture_logs() as logged:
        outcome = await talk.say(QUESTION)
    assert perf_counter() - started < 5
    assert (outcome.decision, outcome.reason) == (Decision.HANDOFF, Reason.AI_FAILURE)
    assert outcome.text.startswith("Something failed on my side")
    assert outcome.action_result is not None
    assert outcome.action_result.end is ActionEnd.FAILED
    assert outcome.action_result.values == {"account_id": "PL-1"}
    assert outcome.timings["total"] > 0
    assert talk.emitted[-1] == TurnReset()
    assert [line["event"] for line in logged] == ["turn_out_of_time"]


async def test_who_called_for_a_person_gets_one_though_the_search_hangs(talk: Talk) -> None:
    talk.retriever, talk.total_timeout_s, talk.person_called = Stuck(), 0.1, True
    outcome = await talk.say(QUESTION, "a person please")
    assert (outcome.decision, outcome.reason) == (Decision.HANDOFF, Reason.HUMAN_REQUESTED)


async def test_a_timeout_of_the_search_itself_is_the_callers(talk: Talk) -> None:
    class Impatient:
        async def search(
            self, assistant_id: str, query: str, k: int, revision: int | None = None
        ) -> list[Passage]:
            raise TimeoutError

    talk.retriever = Impatient()
    with pytest.raises(TimeoutError):
        await talk.say(QUESTION)


async def test_a_wish_for_a_person_is_heard_however_much_follows_it(talk: Talk) -> None:
    more = [f"The file number {n} has contacts in it." for n in range(9)]
    outcome = await talk.say("Can I talk to a person please?", *more)
    assert outcome.reason is Reason.HUMAN_REQUESTED


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("No, a person please", True),
        ("The file has 300 rows. Can somebody look into it?", True),
        ("Ich möchte mit einem Menschen sprechen", True),
        ("The file has 300 rows.", False),
        ("How do I set the contact person of a company?", False),
        ("never mind", False),
    ],
)
async def test_what_calls_for_a_person_while_a_turn_runs(
    talk: Talk, text: str, *, calls: bool
) -> None:
    deps = Deps(talk.retriever, talk.embedder, talk.intents)
    assert await calls_person(deps, text) is calls


async def test_a_message_full_of_wishes_costs_no_more_than_a_few_embeddings(talk: Talk) -> None:
    class Counting:
        asked = 0

        def score(self, vector: Vector) -> dict[str, float] | None:
            self.asked += 1
            return talk.intents.score(vector)

    counting = Counting()
    text = " ".join(f"I want to cancel my plan {n}." for n in range(270))
    weighed = await weigh([text, "Can someone help?"], talk.embedder, counting)
    assert counting.asked == 2 + WEIGHED_PARTS
    assert len(weighed) > 250
