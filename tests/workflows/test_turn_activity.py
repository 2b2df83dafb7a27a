"""One AI turn against a real database: committed once, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from core.assistants import AssistantSettings
from core.views import CitationView
from core.vocabulary import ActionState, AuthorKind, Decision, Mode, Reason
from graphs.turn.outcome import ActionEnd, ActionResult, Citation, TurnOutcome
from graphs.turn.state import Emit, TurnDelta, TurnReset
from graphs.turn.thread import PendingAction, SlotValue, Thread
from store import actions, control
from tests.workflows.house import House, Listener, open_house, say
from workflows.activities.draft import COALESCE_S
from workflows.activities.turn import Decide
from workflows.contracts import CheckInput, TurnEnd, TurnInput, TurnResult


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


async def run(house: House, decide: Decide, turn: TurnInput, attempt: int = 1) -> TurnResult:
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=attempt)
    return await environment.run(house.activities(decide).turns.ai_turn, turn)


async def test_an_answer_is_stored_with_its_sources(house: House, turn: TurnInput) -> None:
    cited = Citation(1, "chk", "doc", "Import", "CSV", "/docs/import#csv", "Choose a file.")

    async def cite(thread: Thread, emit: Emit) -> TurnOutcome:
        text = "See [CSV](/docs/import#csv) and [elsewhere](https://example.com)."
        return TurnOutcome(Decision.ANSWER, None, text, citations=(cited,), answerable=0.91)

    result = await run(house, cite, turn)
    assert result == TurnResult(
        TurnEnd.DONE, turn.upto_seq, result.standing, Decision.ANSWER, 0.91, []
    )
    assert (result.standing.mode, result.standing.epoch) == (Mode.AI, 1)
    message = (await house.messages(turn.conversation_id))[-1]
    assert message.author.kind is AuthorKind.ASSISTANT
    assert message.citations == [
        CitationView(n=1, title="Import", section="CSV", url=cited.url, quote=cited.quote)
    ]
    assert 'href="/docs/import#csv"' in message.html
    assert "example.com" not in message.html


async def test_the_trace_keeps_the_threshold_that_the_turn_was_judged_with(tmp_path: Path) -> None:
    settings = AssistantSettings(answer_threshold=0.7)
    async with open_house(tmp_path, settings=settings) as house:
        change = await house.start()
        assert change.message is not None
        turn = TurnInput(change.conversation.id, "trn_1", 1, change.message.seq)
        await run(house, say, turn)
        assert (await house.turns(turn.conversation_id))[0].trace["threshold"] == 0.7


async def test_the_thread_knows_what_is_unanswered_and_who_said_what(
    house: House, turn: TurnInput
) -> None:
    seen: list[Thread] = []

    async def look(thread: Thread, emit: Emit) -> TurnOutcome:
        seen.append(thread)
        return await say(thread, emit)

    await run(house, look, turn)
    await house.reply(turn.conversation_id)
    await house.ledger.commit(
        lambda s, now: control.hand_back(
            s, now, conversation_id=turn.conversation_id, rep=house.rep
        )
    )
    await house.write(turn.conversation_id, "Thanks. And exports?")
    result = await run(house, look, replace(turn, turn_id="trn_2", epoch=3))
    kinds = [message.author for message in seen[1].messages]
    assert kinds == [
        AuthorKind.VISITOR,
        AuthorKind.ASSISTANT,
        AuthorKind.REP,
        AuthorKind.VISITOR,
    ]
    assert [message.text for message in seen[1].unanswered()] == ["Thanks. And exports?"]
    assert result.end is TurnEnd.DONE


async def test_a_turn_that_runs_twice_is_stored_once(house: House, turn: TurnInput) -> None:
    await run(house, say, turn)
    again = await run(house, say, turn, attempt=2)
    assert (again.end, again.upto_seq) == (TurnEnd.IDLE, turn.upto_seq)
    assert len(await house.messages(turn.conversation_id)) == 2


async def test_a_turn_whose_end_was_not_heard_of_leaves_newer_messages_to_the_next(
    house: House, turn: TurnInput
) -> None:
    """The process dies right after the commit, and the visitor writes before the retry."""
    await run(house, say, turn)
    newer = await house.write(turn.conversation_id)
    assert newer.message is not None
    again = await run(house, say, turn, attempt=2)
    assert (again.end, again.upto_seq) == (TurnEnd.IDLE, turn.upto_seq)
    assert len(await house.messages(turn.conversation_id)) == 3
    following = replace(turn, turn_id="trn_2", upto_seq=newer.message.seq)
    assert (await run(house, say, following)).end is TurnEnd.DONE
    assert len(await house.messages(turn.conversation_id)) == 4


async def test_a_turn_after_a_takeover_learns_who_may_speak(house: House, turn: TurnInput) -> None:
    await house.reply(turn.conversation_id)
    result = await run(house, say, turn)
    assert result.end is TurnEnd.FENCED
    assert (result.standing.mode, result.standing.epoch) == (Mode.HUMAN, 2)
    assert result.standing.owner_id == house.rep.id


async def test_a_takeover_stops_the_model_and_no_piece_slips_out_behind_it(
    house: House, turn: TurnInput
) -> None:
    listener = Listener(house.bus, turn.conversation_id)
    stopped = asyncio.Event()

    async def speak_on(thread: Thread, emit: Emit) -> TurnOutcome:
        try:
            while True:
                emit(TurnDelta("word "))
                await asyncio.sleep(COALESCE_S / 4)
        finally:
            stopped.set()

    running = asyncio.create_task(run(house, speak_on, turn))
    await listener.drafted.wait()
    await house.reply(turn.conversation_id)
    await asyncio.wait_for(stopped.wait(), 1)
    assert (await running).end is TurnEnd.FENCED
    names = listener.names()
    behind = names[max(n for n, name in enumerate(names) if name == "message.created") :]
    assert "answer.delta" in names
    assert not {"answer.delta", "answer.reset", "turn.finished"} & set(behind)
    texts = [message.text for message in await house.messages(turn.conversation_id)]
    assert texts == ["How do I import my contacts?", "Hello, Alex here."]


async def test_a_takeover_between_answer_and_commit_discards_the_answer(
    house: House, turn: TurnInput
) -> None:
    async def too_slow(thread: Thread, emit: Emit) -> TurnOutcome:
        outcome = await say(thread, emit)
        house.bus.close()  # the bus is down: only the database can hold the line
        await house.reply(turn.conversation_id)
        return outcome

    result = await run(house, too_slow, turn)
    assert (result.end, result.standing.mode) == (TurnEnd.FENCED, Mode.HUMAN)
    assert [item.state for item in await house.turns(turn.conversation_id)] == ["discarded"]


async def test_pieces_are_gathered_and_the_committed_message_comes_last(
    house: House, turn: TurnInput
) -> None:
    listener = Listener(house.bus, turn.conversation_id)

    async def stream(thread: Thread, emit: Emit) -> TurnOutcome:
        for word in ("To ", "import ", "contacts"):
            emit(TurnDelta(word))
        await listener.drafted.wait()
        emit(TurnReset())
        emit(TurnDelta("never shown: the answer is there first"))
        return await say(thread, emit)

    await run(house, stream, turn)
    assert listener.names() == [
        "turn.started",
        "answer.delta",
        "answer.reset",
        "message.created",
        "turn.finished",
    ]
    expected = {"turn_id": "trn_1", "epoch": 1}
    delta, reset = listener.drafts()
    assert delta.data == {**expected, "text": "To import contacts"}
    assert reset.data == expected


async def test_a_second_attempt_clears_the_first_ones_draft(house: House, turn: TurnInput) -> None:
    listener = Listener(house.bus, turn.conversation_id)
    await run(house, say, turn, attempt=2)
    assert "answer.reset" in listener.names()


async def test_a_failure_says_nothing_of_the_visitor_to_temporal(
    house: House, turn: TurnInput
) -> None:
    async def fail(thread: Thread, emit: Emit) -> TurnOutcome:
        raise ValueError(thread.messages[-1].text)

    with pytest.raises(ApplicationError) as failure:
        await run(house, fail, turn)
    assert failure.value.type == "ValueError"
    assert "contacts" not in str(failure.value)
    assert failure.value.__cause__ is None


async def test_a_turn_that_failed_for_good_calls_a_person(house: House, turn: TurnInput) -> None:
    activities = house.activities(say).turns
    result = await ActivityEnvironment().run(activities.fail_turn, turn)
    assert (result.standing.mode, result.standing.reason) == (Mode.WAITING, Reason.AI_FAILURE)
    assert result.standing.epoch == 2
    line = (await house.messages(turn.conversation_id))[-1].text
    assert line.startswith("Something failed on my side")
    again = await ActivityEnvironment().run(activities.fail_turn, turn)
    assert again.end is TurnEnd.FENCED
    assert len(await house.messages(turn.conversation_id)) == 2


async def test_a_cancelled_activity_cancels_the_model(house: House, turn: TurnInput) -> None:
    began, stopped = asyncio.Event(), asyncio.Event()

    async def think(thread: Thread, emit: Emit) -> TurnOutcome:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        raise AssertionError

    environment = ActivityEnvironment()
    running = asyncio.ensure_future(environment.run(house.activities(think).turns.ai_turn, turn))
    await began.wait()
    environment.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert stopped.is_set()


async def test_a_slow_turn_tells_temporal_what_it_is_doing(house: House, turn: TurnInput) -> None:
    told: list[object] = []
    heard = asyncio.Event()

    def note(*details: object) -> None:
        told.extend(details)
        heard.set()

    async def think(thread: Thread, emit: Emit) -> TurnOutcome:
        await heard.wait()
        heard.clear()
        emit(TurnDelta("x"))
        await heard.wait()
        return await say(thread, emit)

    environment = ActivityEnvironment()
    environment.on_heartbeat = note
    await environment.run(house.activities(think).turns.ai_turn, turn)
    assert told == ["deciding", "answering"]


async def test_a_custom_action_is_kept_while_open_and_when_it_ends(
    house: House, turn: TurnInput
) -> None:
    pending = PendingAction("cancel_subscription", {"account_id": SlotValue("AB-123456", 1)})

    async def collect(thread: Thread, emit: Emit) -> TurnOutcome:
        if thread.pending_action is None:
            return TurnOutcome(Decision.ACTION, None, "Why?", action=pending)
        assert thread.pending_action == pending
        assert thread.pending_action.state is ActionState.COLLECTING
        values = {"account_id": "AB-123456", "reason": "price"}
        ended = ActionResult("cancel_subscription", ActionEnd.FINISHED, values)
        return TurnOutcome(
            Decision.HANDOFF, Reason.CUSTOM_ACTION, "Done.", tags=("x",), action_result=ended
        )

    await run(house, collect, turn)
    await house.write(turn.conversation_id, "Too expensive")
    result = await run(house, collect, replace(turn, turn_id="trn_2"))
    [action] = await house.db.read(lambda s: actions.of_conversation(s, turn.conversation_id))
    assert (action.state, action.title) == ("finished", "Cancel subscription")
    assert action.slots["account_id"].message_seq == 1
    assert action.slots["reason"].value == "price"
    assert (result.tags, result.standing.reason) == (["x"], Reason.CUSTOM_ACTION)


async def test_a_turn_that_failed_for_good_ends_the_open_action(
    house: House, turn: TurnInput
) -> None:
    pending = PendingAction("cancel_subscription", {"account_id": SlotValue("AB-123456", 1)})

    async def collect(thread: Thread, emit: Emit) -> TurnOutcome:
        return TurnOutcome(Decision.ACTION, None, "Why?", action=pending)

    await run(house, collect, turn)
    await house.write(turn.conversation_id, "Too expensive")
    failed = replace(turn, turn_id="trn_2")
    await ActivityEnvironment().run(house.activities(collect).turns.fail_turn, failed)
    [action] = await house.db.read(lambda s: actions.of_conversation(s, turn.conversation_id))
    assert action.state == "failed"
    assert action.slots["account_id"].value == "AB-123456"


async def test_a_check_goes_by_the_workflows_clock(house: House, turn: TurnInput) -> None:
    await house.reply(turn.conversation_id)
    timers = house.activities(say).timers
    tomorrow = datetime.now(UTC) + timedelta(hours=10)
    early = await ActivityEnvironment().run(
        timers.check_idle, CheckInput(turn.conversation_id, 2, datetime.now(UTC))
    )
    assert not early.acted
    assert early.again_in_s is not None
    warned = await ActivityEnvironment().run(
        timers.check_idle, CheckInput(turn.conversation_id, 2, tomorrow)
    )
    assert not warned.acted
    assert warned.again_in_s is not None
    end = tomorrow + timedelta(seconds=warned.again_in_s)
    late = await ActivityEnvironment().run(
        timers.check_idle, CheckInput(turn.conversation_id, 2, end)
    )
    assert (late.acted, late.standing.mode, late.standing.epoch) == (True, Mode.AI, 3)


async def test_a_conversation_that_sql_lost_ends_its_workflow(
    house: House, turn: TurnInput
) -> None:
    lost = replace(turn, conversation_id="cnv_lost", epoch=4)
    activities, environment = house.activities(say), ActivityEnvironment()
    check = CheckInput(lost.conversation_id, lost.epoch, datetime.now(UTC))
    standings = [
        (await run(house, say, lost)).standing,
        (await environment.run(activities.turns.fail_turn, lost)).standing,
        (await environment.run(activities.timers.check_idle, check)).standing,
        (await environment.run(activities.timers.check_hold, check)).standing,
    ]
    assert {(standing.mode, standing.epoch) for standing in standings} == {(Mode.CLOSED, 5)}
