"""What turns cost is counted once, and a day's budget holds also for turns at the same moment."""

import asyncio
from dataclasses import replace
from datetime import date
from functools import partial

from core.views import RepView
from store import spending, turns
from store.assistants import Assistant
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from store.spending import Cost
from tests.store.conftest import MovableClock
from tests.store.test_control import begin, reply

BUDGET = 1_000


def cost(assistant: Assistant, turn: str, micros: int = 400) -> Cost:
    return Cost(turn, assistant.id, "m", 100, 10, micros, estimated=False)


async def reserve(db: Database, clock: MovableClock, wanted: Cost) -> bool:
    return await db.write(lambda s: spending.reserve(s, clock.now(), wanted, BUDGET))


async def spent(db: Database, assistant: Assistant) -> list[int]:
    days = await db.read(lambda s: spending.per_day(s, date(2026, 1, 1), assistant.id))
    return [day.micros for day in days]


async def test_a_budget_ends_when_others_have_used_it_up(
    db: Database, clock: MovableClock, assistant: Assistant
) -> None:
    granted = [await reserve(db, clock, cost(assistant, f"t{n}")) for n in range(5)]
    assert granted == [True, True, True, False, False]


async def test_turns_at_the_same_moment_pass_the_budget_by_one_call_at_most(
    db: Database, clock: MovableClock, assistant: Assistant
) -> None:
    wanted = [reserve(db, clock, cost(assistant, f"t{n}")) for n in range(12)]
    assert sum(await asyncio.gather(*wanted)) == 3
    assert await spent(db, assistant) == [1_200]


async def test_a_repeated_turn_counts_once(
    db: Database, clock: MovableClock, assistant: Assistant
) -> None:
    for _ in range(4):
        assert await reserve(db, clock, cost(assistant, "t1", 900))
    for _ in range(2):
        await db.write(lambda s: spending.settle(s, clock.now(), cost(assistant, "t1", 700)))
    assert await spent(db, assistant) == [700]


async def test_what_a_turn_did_cost_replaces_what_it_reserved(
    db: Database, clock: MovableClock, assistant: Assistant
) -> None:
    assert await reserve(db, clock, cost(assistant, "t1", BUDGET))
    assert not await reserve(db, clock, cost(assistant, "t2"))
    await db.write(lambda s: spending.settle(s, clock.now(), cost(assistant, "t1", 10)))
    assert await reserve(db, clock, cost(assistant, "t2"))


async def test_a_new_day_begins_at_midnight_utc(
    db: Database, clock: MovableClock, assistant: Assistant
) -> None:
    assert await reserve(db, clock, cost(assistant, "t1", BUDGET))
    clock.forward(15 * 3600 - 1)
    assert not await reserve(db, clock, cost(assistant, "t2"))
    clock.forward(1)
    assert await reserve(db, clock, cost(assistant, "t2"))


async def test_a_turn_that_ends_after_midnight_stays_on_the_day_it_began(
    db: Database, clock: MovableClock, assistant: Assistant
) -> None:
    assert await reserve(db, clock, cost(assistant, "t1"))
    clock.forward(24 * 3600)
    await db.write(lambda s: spending.settle(s, clock.now(), cost(assistant, "t1")))
    days = await db.read(lambda s: spending.per_day(s, date(2026, 1, 1)))
    assert [day.day for day in days] == [date(2026, 3, 1)]


async def test_a_budget_of_nothing_allows_nothing(
    db: Database, clock: MovableClock, assistant: Assistant
) -> None:
    wanted = cost(assistant, "t1")
    assert not await db.write(lambda s: spending.reserve(s, clock.now(), wanted, 0))


async def test_figures_are_told_per_day_with_the_estimates_among_them(
    db: Database, clock: MovableClock, assistant: Assistant
) -> None:
    guessed = replace(cost(assistant, "t2"), estimated=True)
    for each in (cost(assistant, "t1"), guessed):
        await db.write(partial(spending.settle, now=clock.now(), cost=each))
    (day,) = await db.read(lambda s: spending.per_day(s, date(2026, 3, 1)))
    assert (day.turns, day.input_tokens, day.output_tokens) == (2, 200, 20)
    assert (day.micros, day.estimated) == (800, 1)
    assert await db.read(lambda s: spending.per_day(s, date(2026, 3, 2))) == []


async def test_a_turn_that_was_stopped_tells_what_it_did_cost(
    db: Database, ledger: Ledger, conversation: Change, clock: MovableClock, alex: RepView
) -> None:
    assert await begin(ledger, conversation)
    await reply(ledger, conversation, alex)
    whose = Cost("trn_1", conversation.conversation.assistant_id, "m", 789, 3, 400, estimated=True)
    await db.write(lambda s: spending.settle(s, clock.now(), whose))
    [turn] = await db.read(lambda s: turns.of_conversation(s, conversation.conversation.id))
    assert turn.state == "discarded"
    assert turn.trace == {
        "model": "m",
        "usage": {"input_tokens": 789, "output_tokens": 3},
        "cost": 0.0004,
        "cost_estimated": True,
    }


async def test_what_a_running_turn_has_only_booked_is_not_told_as_spent(
    db: Database, ledger: Ledger, conversation: Change, clock: MovableClock
) -> None:
    assert await begin(ledger, conversation)
    whose = Cost("trn_1", conversation.conversation.assistant_id, "m", 789, 3, 400, estimated=True)
    assert await reserve(db, clock, whose)
    [turn] = await db.read(lambda s: turns.of_conversation(s, conversation.conversation.id))
    assert turn.trace == {}
