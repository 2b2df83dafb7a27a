"""Turns with a model on a real database: what they cost, and which need no call."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import update
from sqlalchemy.orm import Session
from temporalio.testing import ActivityEnvironment

from core.views import MessageView, TurnView
from core.vocabulary import AuthorKind, Reason
from graphs.turn.graph import build_turn_graph
from graphs.turn.model.failures import Patience
from graphs.turn.model.metering import Prices
from graphs.turn.model.openai_model import OpenAiChatModel
from graphs.turn.run import build_deps, run_turn, try_turn
from graphs.turn.state import Deps
from graphs.turn.thread import AssistantProfile, Thread, ThreadMessage
from knowledge.embed import MiniLmEmbedder
from store import assistants, feedback, spending
from store.spending import DaySpend
from store.tables import ASSISTANTS
from tests.fakes.llm import FakeLlm, Reply
from tests.graphs.talk import Shelf, passage
from tests.workflows.house import House, open_house
from workflows.adapters.answering import SqlMemory, SqlPurse
from workflows.contracts import TurnInput, TurnResult

PATIENCE = Patience(connect=1.0, first_token=5.0, between_tokens=5.0, total=20.0)
QUESTION = "How do I import my contacts?"
ANSWER = "Open Contacts and choose Import [1]."
PRICES = Prices(input=1_000, output=10_000)
COST = 0.2
"""What 100 tokens read and 10 written cost, which is what the scripted server tells."""


@dataclass
class Desk:
    """A house with a model; `ask` is one visitor's first question in a conversation of its own."""

    house: House
    deps: Deps
    llm: FakeLlm

    async def ask(self, text: str = QUESTION) -> tuple[MessageView, TurnView]:
        change = await self.house.start(text)
        await self.run(change.conversation.id)
        return await self.last(change.conversation.id)

    async def run(self, conversation_id: str, turn_id: str | None = None) -> TurnResult:
        standing = await self.house.standing(conversation_id)
        turn = TurnInput(
            conversation_id,
            turn_id or f"{conversation_id}:{standing.unread_upto}",
            standing.epoch,
            standing.unread_upto,
        )
        decide = partial(run_turn, build_turn_graph(), self.deps)
        activities = self.house.activities(decide)
        return await ActivityEnvironment().run(activities.turns.ai_turn, turn)

    async def last(self, conversation_id: str) -> tuple[MessageView, TurnView]:
        messages = await self.house.messages(conversation_id)
        return messages[-1], (await self.house.turns(conversation_id))[-1]

    async def thread(self) -> Thread:
        found = await self.house.db.read(lambda s: assistants.get(s, self.house.assistant_id))
        profile = AssistantProfile(found.id, found.name, found.settings)
        asked = ThreadMessage(1, AuthorKind.VISITOR, QUESTION)
        return Thread("", (asked,), profile, revision=found.knowledge_revision)

    async def settings(self, **change: object) -> None:
        def write(s: Session) -> None:
            found = assistants.get(s, self.house.assistant_id)
            settings = found.settings.model_copy(update=change)
            assistants.change(s, found.id, settings=settings)

        await self.house.db.write(write)

    async def spent(self) -> DaySpend | None:
        days = await self.house.db.read(lambda s: spending.per_day(s, date(2020, 1, 1)))
        return days[0] if days else None


@pytest.fixture(scope="module")
def built() -> list[Deps]:
    """What is embedded once for all tests."""
    return []


@pytest.fixture
async def desk(tmp_path: Path, embedder: MiniLmEmbedder, built: list[Deps]) -> AsyncIterator[Desk]:
    async with (
        open_house(tmp_path) as house,
        FakeLlm() as llm,
        open_model(llm, "scripted") as model,
    ):
        llm.default = Reply(ANSWER)
        shelf = Shelf([passage("Open Contacts and choose Import.")])
        if not built:
            built.append(await build_deps(shelf, embedder))
        deps = replace(
            built[0],
            retriever=shelf,
            llm=model,
            prices=PRICES,
            purse=SqlPurse(house.db, house.clock),
            memory=SqlMemory(house.db),
        )
        await publish(house, 7)
        yield Desk(house, deps, llm)


@asynccontextmanager
async def open_model(llm: FakeLlm, name: str) -> AsyncIterator[OpenAiChatModel]:
    model = OpenAiChatModel(
        model=name, base_url=llm.base_url, api_key=SecretStr("k"), patience=PATIENCE
    )
    yield model
    await model.close()


async def publish(house: House, revision: int) -> None:
    statement = update(ASSISTANTS).where(ASSISTANTS.c.id == house.assistant_id)
    await house.db.write(lambda s: s.execute(statement.values(knowledge_revision=revision)))


async def test_tokens_and_price_of_a_turn_are_stored(desk: Desk) -> None:
    _, turn = await desk.ask()
    assert turn.trace["usage"] == {"input_tokens": 100, "output_tokens": 10}
    assert (turn.trace["cost"], turn.trace["cost_estimated"]) == (COST, False)
    day = await desk.spent()
    assert day
    assert (day.turns, day.input_tokens, day.output_tokens, day.micros) == (1, 100, 10, 200_000)


async def test_a_spent_budget_hands_over_without_calling_the_model(desk: Desk) -> None:
    await desk.settings(daily_budget=COST * 1.5)
    for number in (1, 2):
        message, _ = await desk.ask(f"How do I import contacts of kind {number}?")
        assert message.citations
    message, turn = await desk.ask("How do I import contacts of kind 3?")
    assert (turn.reason, len(desk.llm.requests)) == (Reason.BUDGET_EXHAUSTED, 2)
    assert "asked a person" in message.text
    assert not message.citations


async def test_turns_at_the_same_moment_share_one_budget(desk: Desk) -> None:
    await desk.settings(daily_budget=0.01)
    asked = (desk.ask(f"How do I import contacts of kind {n}?") for n in range(6))
    turns = [turn for _, turn in await asyncio.gather(*asked)]
    assert [turn.reason for turn in turns].count(Reason.BUDGET_EXHAUSTED) == 5
    assert len(desk.llm.requests) == 1


async def test_a_turn_that_runs_again_counts_once(desk: Desk) -> None:
    await desk.settings(daily_budget=100)
    change = await desk.house.start(QUESTION)
    thread = replace(await desk.thread(), turn_id="turn_1")
    await run_turn(build_turn_graph(), desk.deps, thread, lambda part: None)  # and dies
    await desk.run(change.conversation.id, "turn_1")
    day = await desk.spent()
    assert day
    assert (day.turns, day.micros) == (1, 200_000)


async def test_without_figures_of_the_provider_the_cost_is_an_estimate(desk: Desk) -> None:
    desk.llm.usage = None
    _, turn = await desk.ask()
    assert turn.trace["cost_estimated"] is True
    assert turn.trace["usage"]["output_tokens"] == -(-len(ANSWER) // 4)
    day = await desk.spent()
    assert day
    assert day.estimated == 1


async def test_a_turn_that_a_takeover_stops_is_counted_by_an_estimate(desk: Desk) -> None:
    desk.llm.script(Reply(ANSWER, hold=True))
    change = await desk.house.start(QUESTION)
    running = asyncio.ensure_future(desk.run(change.conversation.id))
    await desk.llm.wait_for(requests=1)
    await desk.house.reply(change.conversation.id)
    await running
    day = await desk.spent()
    assert day
    assert (day.turns, day.estimated) == (1, 1)
    assert day.input_tokens > 100


async def test_a_model_that_refuses_costs_nothing(desk: Desk) -> None:
    desk.llm.script(Reply(status=401))
    _, turn = await desk.ask()
    assert turn.reason is Reason.AI_FAILURE
    assert await desk.spent() is None


async def test_a_try_is_counted_too(desk: Desk) -> None:
    await desk.ask()
    await try_turn(build_turn_graph(), desk.deps, await desk.thread())
    day = await desk.spent()
    assert day
    assert day.turns == 2


async def test_the_same_question_again_costs_nothing(desk: Desk) -> None:
    first, _ = await desk.ask()
    again, turn = await desk.ask("how do I import my contacts")
    assert (again.text, again.citations) == (first.text, first.citations)
    assert len(desk.llm.requests) == 1
    assert turn.trace["recalled"] == first.turn_id
    assert turn.trace["cost"] is None


@pytest.mark.parametrize("change", ["documents", "settings", "model"])
async def test_an_answer_is_not_remembered_beyond_what_it_rests_on(desk: Desk, change: str) -> None:
    await desk.ask()
    async with open_model(desk.llm, "another") as another:
        match change:
            case "documents":
                await publish(desk.house, 8)
            case "settings":
                await desk.settings(tone="brief")
            case "model":
                desk.deps = replace(desk.deps, llm=another)
        await desk.ask()
    assert len(desk.llm.requests) == 2


@pytest.mark.parametrize("by", ["visitor", "rep"])
async def test_an_answer_that_was_no_help_is_not_given_again(desk: Desk, by: str) -> None:
    await desk.ask()
    again, _ = await desk.ask()
    house = desk.house
    conversation_id = str(again.turn_id).rpartition(":")[0]
    answer = {"conversation_id": conversation_id, "message_id": again.id}

    def mark(s: Session) -> None:
        now = house.clock.now()
        if by == "visitor":
            feedback.give(s, now, visitor_id=house.visitor_id, helpful=False, **answer)
        else:
            feedback.give_as_rep(s, now, rep_id=house.rep.id, helpful=False, **answer)

    await house.db.write(mark)
    for _ in range(2):
        await desk.ask()
    assert len(desk.llm.requests) == 3


async def test_a_question_within_a_conversation_is_not_remembered_for_others(desk: Desk) -> None:
    change = await desk.house.start("How do I export my contacts?")
    await desk.run(change.conversation.id)
    await desk.house.write(change.conversation.id, QUESTION)
    asked = len(desk.llm.requests)
    await desk.run(change.conversation.id)
    await desk.ask()
    assert len(desk.llm.requests) == asked + 2


async def test_the_same_visitor_asking_again_gets_a_new_answer(desk: Desk) -> None:
    change = await desk.house.start(QUESTION)
    await desk.run(change.conversation.id)
    await desk.house.write(change.conversation.id, QUESTION)
    await desk.run(change.conversation.id)
    assert len(desk.llm.requests) == 2
