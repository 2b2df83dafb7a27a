"""A visitor who asks for a person while a turn runs is heard by that turn."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from core.vocabulary import Decision, MessageKind, Mode, Reason
from graphs.turn.outcome import TurnOutcome
from graphs.turn.state import Emit, TurnDelta
from graphs.turn.thread import Thread
from tests.workflows.house import House, Listener, open_house, say
from workflows.activities.turn import Decide
from workflows.contracts import TurnEnd, TurnInput, TurnResult


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture
async def turn(house: House) -> TurnInput:
    """The first turn of a conversation with one message."""
    change = await house.start()
    assert change.message is not None
    return TurnInput(change.conversation.id, "trn_1", 1, change.message.seq)


async def run(house: House, decide: Decide, turn: TurnInput) -> TurnResult:
    return await ActivityEnvironment().run(house.activities(decide).turns.ai_turn, turn)


async def test_who_asks_for_a_person_while_the_model_writes_is_heard_at_once(
    house: House, turn: TurnInput
) -> None:
    listener = Listener(house.bus, turn.conversation_id)
    seen: list[Thread] = []

    async def write_on(thread: Thread, emit: Emit) -> TurnOutcome:
        seen.append(thread)
        if not thread.person_called:
            emit(TurnDelta("To import "))
            await asyncio.Event().wait()
        return TurnOutcome(Decision.HANDOFF, Reason.HUMAN_REQUESTED, "I have asked a person.")

    running = asyncio.create_task(run(house, write_on, turn))
    await listener.drafted.wait()
    await house.write(turn.conversation_id, "It is the blue button.")
    called = await house.write(turn.conversation_id, "No, a person please")
    assert called.message is not None
    result = await asyncio.wait_for(running, 2)
    assert (result.end, result.upto_seq) == (TurnEnd.DONE, called.message.seq)
    assert result.standing.mode is Mode.WAITING
    assert [len(thread.unanswered()) for thread in seen] == [1, 3]
    assert listener.names() == [
        "turn.started",
        "answer.delta",
        "message.created",
        "message.created",
        "answer.reset",
        "message.created",
        "turn.finished",
        "conversation.updated",
    ]
    [stored] = await house.turns(turn.conversation_id)
    assert (stored.state, stored.upto_seq) == ("committed", called.message.seq)


async def test_what_the_visitor_adds_otherwise_waits_for_the_next_turn(
    house: House, turn: TurnInput
) -> None:
    async def write(thread: Thread, emit: Emit) -> TurnOutcome:
        await house.write(turn.conversation_id, "It is the blue button.")
        await house.reply(turn.conversation_id, "a person is on the way", MessageKind.NOTE)
        return await say(thread, emit)

    result = await run(house, write, turn)
    assert result.upto_seq == turn.upto_seq
    assert (await house.messages(turn.conversation_id))[-1].text == "1 answered"
    assert (await house.standing(turn.conversation_id)).mode is Mode.AI


async def test_a_takeover_wins_over_a_wish_for_a_person(house: House, turn: TurnInput) -> None:
    listener = Listener(house.bus, turn.conversation_id)

    async def write_on(thread: Thread, emit: Emit) -> TurnOutcome:
        emit(TurnDelta("To import "))
        await asyncio.Event().wait()
        raise AssertionError

    running = asyncio.create_task(run(house, write_on, turn))
    await listener.drafted.wait()
    await house.write(turn.conversation_id, "a person please")
    await house.reply(turn.conversation_id)
    result = await asyncio.wait_for(running, 2)
    assert (result.end, result.standing.mode) == (TurnEnd.FENCED, Mode.HUMAN)
    assert len(await house.messages(turn.conversation_id)) == 3
