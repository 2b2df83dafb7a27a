"""The conversation workflow on a real Temporal server: order, silence, and nothing forgotten."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.exceptions import ApplicationError, CancelledError

from core.vocabulary import Decision, Mode, Reason
from tests.fakes.desk import Desk, answered, given_back, hand_off, look_again
from tests.workflows.chat import Conversation, worker_of
from workflows.contracts import (
    CheckInput,
    CheckResult,
    HandoffRequested,
    Hold,
    ModeChange,
    Standing,
    TurnEnd,
    TurnInput,
    TurnResult,
    VisitorMessage,
)
from workflows.conversation import ConversationWorkflow

pytestmark = pytest.mark.usefixtures("worker")


async def test_a_message_is_answered_by_one_turn(conversation: Conversation, desk: Desk) -> None:
    await conversation.write(3)
    state = await conversation.answered(3)
    own_part = conversation.state.conversation_id.removeprefix("cnv_")
    assert desk.asked == [
        TurnInput(conversation.state.conversation_id, f"trn_{own_part}_1_3", 1, 3)
    ]
    assert (state.turn_count, state.decision, state.confidence) == (1, Decision.ANSWER, 0.9)


async def test_signals_that_come_twice_or_late_start_no_turn(
    conversation: Conversation, desk: Desk
) -> None:
    for seq in (5, 5, 2):
        await conversation.write(seq)
    await conversation.answered(5)
    await conversation.write(5)
    await conversation.write(1)
    await conversation.write(8)
    await conversation.answered(8)
    assert [turn.upto_seq for turn in desk.asked] == [5, 8]


async def test_messages_during_a_turn_are_answered_together_by_the_next(
    conversation: Conversation, desk: Desk
) -> None:
    desk.turn = desk.wait_for_release
    await conversation.write(1)
    await desk.began.wait()
    for seq in (2, 3, 4):
        await conversation.write(seq)
    desk.release.set()
    await conversation.answered(4)
    assert [turn.upto_seq for turn in desk.asked] == [1, 4]


async def test_what_a_turn_has_read_in_sql_already_needs_no_other_turn(
    conversation: Conversation, desk: Desk
) -> None:
    async def read_more(turn: TurnInput) -> TurnResult:
        await conversation.write(2)
        return answered(turn, upto_seq=2)

    desk.turn = read_more
    await conversation.write(1)
    await conversation.answered(2)
    assert len(desk.asked) == 1


async def test_a_takeover_stops_the_running_turn_and_silences_the_ai(
    conversation: Conversation, desk: Desk
) -> None:
    desk.turn = desk.wait_for_release
    await conversation.write(1)
    await desk.began.wait()
    await conversation.take_over()
    await asyncio.wait_for(desk.cancelled.wait(), 5)
    await conversation.write(2, epoch=2)
    state = await conversation.until(lambda state: state.unread_upto == 2)
    assert (state.mode, state.epoch, state.owner_id) == (Mode.HUMAN, 2, "rep_1")
    assert len(desk.asked) == 1
    assert not desk.failed


@pytest.mark.parametrize("completion_first", [True, False])
async def test_a_takeover_in_the_same_task_as_the_completion_is_not_lost(
    temporal: Client, desk: Desk, conversation: Conversation, completion_first: bool
) -> None:
    """The SDK then returns the turn's result as a success, although the turn was cancelled."""
    chat, ai = f"{conversation.queue}-chat", f"{conversation.queue}-ai"
    conversation.queue, conversation.state.ai_queue = chat, ai
    desk.turn = desk.wait_for_release

    async def completed() -> None:
        desk.release.set()
        await conversation.event(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)

    async with worker_of(temporal, ai, desk, workflows=False):
        async with worker_of(temporal, chat, desk):
            await conversation.write(1)
            await desk.began.wait()
        for step in (completed, conversation.take_over)[:: 1 if completion_first else -1]:
            await step()
        await conversation.write(2, epoch=2)
        async with worker_of(temporal, chat, desk):
            state = await conversation.until(lambda state: state.unread_upto == 2)
    assert (state.mode, state.epoch, state.answered_upto) == (Mode.HUMAN, 2, 1)
    assert len(desk.asked) == 1


async def test_an_older_takeover_is_a_late_echo(conversation: Conversation, desk: Desk) -> None:
    await conversation.send("hand_back", ModeChange(epoch=3, answered_upto=4))
    await conversation.take_over(epoch=2)
    await conversation.write(6, epoch=3)
    state = await conversation.answered(6)
    assert (state.mode, state.epoch) == (Mode.AI, 3)
    assert [turn.upto_seq for turn in desk.asked] == [6]


async def test_a_handoff_silences_the_ai_until_it_is_given_back(
    conversation: Conversation, desk: Desk
) -> None:
    desk.turn = hand_off
    await conversation.write(1)
    state = await conversation.until(lambda state: state.mode is Mode.WAITING)
    assert (state.reason, state.tags, state.epoch) == (Reason.NO_ANSWER, ["billing"], 2)
    await conversation.write(3, epoch=2)
    await conversation.send("hand_back", ModeChange(epoch=3, answered_upto=3))
    await conversation.write(4, epoch=3)
    await conversation.answered(4)
    assert [turn.upto_seq for turn in desk.asked] == [1, 4]


async def test_the_visitors_button_stops_the_turn(conversation: Conversation, desk: Desk) -> None:
    desk.turn = desk.wait_for_release
    await conversation.write(1)
    await desk.began.wait()
    since = datetime.now(UTC)
    await conversation.send("handoff_requested", HandoffRequested(2, Reason.VISITOR_BUTTON, since))
    await asyncio.wait_for(desk.cancelled.wait(), 5)
    state = await conversation.until(lambda state: state.mode is Mode.WAITING)
    assert state.waiting_since == since


async def test_closing_ends_the_run_and_the_next_message_starts_another(
    conversation: Conversation, desk: Desk
) -> None:
    await conversation.write(1)
    await conversation.answered(1)
    first = (await conversation.handle.describe()).run_id
    await conversation.send("close", ModeChange(epoch=2, answered_upto=1))
    await asyncio.wait_for(conversation.handle.result(), 5)
    conversation.state.epoch, conversation.state.answered_upto = 3, 1
    await conversation.send("reopen", ModeChange(epoch=3, answered_upto=1))
    await conversation.write(4, epoch=3)
    await conversation.answered(4)
    assert (await conversation.handle.describe()).run_id != first
    assert [(turn.epoch, turn.upto_seq) for turn in desk.asked] == [(1, 1), (3, 4)]


async def test_an_idle_conversation_goes_back_to_the_ai(
    conversation: Conversation, desk: Desk
) -> None:
    def busy_then_idle(check: CheckInput) -> CheckResult:
        return look_again(check, 0.1) if len(desk.checked) == 1 else given_back(check)

    desk.check = busy_then_idle
    await conversation.take_over()
    state = await conversation.until(lambda state: state.mode is Mode.AI)
    assert state.epoch == 3
    first, second = (check.now for check in desk.checked)
    assert second - first >= timedelta(seconds=0.1)
    await conversation.send("hand_back", ModeChange(epoch=3, answered_upto=0))
    await conversation.write(5, epoch=3)
    await conversation.answered(5)


async def test_a_visitor_who_waits_for_a_person_brings_the_look_forward(
    conversation: Conversation, desk: Desk
) -> None:
    timings = conversation.state.timings
    timings.idle_resume_s, timings.response_target_s = 3600, 0.2
    desk.check = given_back
    await conversation.take_over()
    await conversation.write(2, epoch=2)
    state = await conversation.until(lambda state: state.epoch == 3)
    assert (state.mode, len(desk.checked)) == (Mode.AI, 1)


async def test_a_hold_ends_by_itself_and_what_is_unanswered_is_answered(
    conversation: Conversation, desk: Desk
) -> None:
    conversation.state.timings.idle_resume_s = 3600
    desk.check = given_back
    until = datetime.now(UTC) + timedelta(seconds=0.3)
    await conversation.send("hold", Hold(2, "rep_1", until))
    await conversation.write(2, epoch=2)
    state = await conversation.answered(2)
    assert (state.mode, state.epoch) == (Mode.AI, 3)
    assert desk.checked[0].now >= until
    assert [turn.epoch for turn in desk.asked] == [3]


async def test_a_turn_that_keeps_failing_ends_in_a_handoff(
    conversation: Conversation, desk: Desk
) -> None:
    async def fail(turn: TurnInput) -> TurnResult:
        raise ApplicationError("no")

    desk.turn = fail
    await conversation.write(1)
    state = await conversation.until(lambda state: state.mode is Mode.WAITING)
    assert (state.reason, state.answered_upto) == (Reason.AI_FAILURE, 1)
    assert (len(desk.asked), len(desk.failed)) == (3, 1)
    assert desk.asked == [desk.asked[0]] * 3


async def test_a_fenced_turn_follows_sql_even_to_an_older_epoch(
    conversation: Conversation, desk: Desk
) -> None:
    """A database restored from a backup is behind Temporal; it stays the truth."""

    async def refuse_newer(turn: TurnInput) -> TurnResult:
        if turn.epoch == 5:
            return TurnResult(TurnEnd.FENCED, 0, Standing(Mode.AI, 3))
        return answered(turn)

    conversation.state.epoch = 5
    desk.turn = refuse_newer
    await conversation.write(1, epoch=5)
    await conversation.answered(1)
    assert [turn.epoch for turn in desk.asked] == [5, 3]


async def test_a_conversation_that_sql_has_closed_ends_its_run(
    conversation: Conversation, desk: Desk
) -> None:
    async def closed(turn: TurnInput) -> TurnResult:
        return TurnResult(TurnEnd.FENCED, 0, Standing(Mode.CLOSED, 9))

    desk.turn = closed
    await conversation.write(1)
    await asyncio.wait_for(conversation.handle.result(), 5)


async def test_a_message_from_a_newer_epoch_needs_no_other_signal(
    conversation: Conversation, desk: Desk
) -> None:
    await conversation.take_over()
    await conversation.send("visitor_message", VisitorMessage(4, epoch=3, mode=Mode.AI))
    state = await conversation.answered(4)
    assert (state.mode, state.epoch) == (Mode.AI, 3)


async def test_an_operator_can_cancel_the_workflow(conversation: Conversation, desk: Desk) -> None:
    desk.turn = desk.wait_for_release
    await conversation.write(1)
    await desk.began.wait()
    await conversation.handle.cancel()
    with pytest.raises(WorkflowFailureError) as failure:
        await asyncio.wait_for(conversation.handle.result(), 5)
    assert isinstance(failure.value.cause, CancelledError)
    assert not desk.failed


async def test_a_conversation_that_grows_long_loses_nothing_when_it_continues_as_new(
    conversation: Conversation, desk: Desk
) -> None:
    conversation.state.history_limit = 50
    for seq in range(1, 101):
        await conversation.write(seq)
    await conversation.answered(100)
    assert desk.asked[-1].upto_seq == 100
    assert [turn.upto_seq for turn in desk.asked] == sorted({t.upto_seq for t in desk.asked})
    description = await conversation.handle.describe()
    assert description.status is WorkflowExecutionStatus.RUNNING
    assert description.raw_info.first_run_id != description.run_id
    assert len(await conversation.events()) < 100


async def test_deadlines_travel_through_continue_as_new(
    conversation: Conversation, desk: Desk
) -> None:
    conversation.state.history_limit = 20
    conversation.state.timings.idle_resume_s = 1.1
    desk.check = given_back
    await conversation.take_over()
    first = await conversation.until(lambda state: state.mode is Mode.HUMAN)
    for seq in range(1, 8):
        await conversation.write(seq, epoch=2)
        await conversation.noticed(seq)
    state = await conversation.handle.query(ConversationWorkflow.describe)
    assert (state.mode, state.idle_due_at) == (Mode.HUMAN, first.idle_due_at)
    await conversation.until(lambda state: state.mode is Mode.AI)
    assert len(desk.checked) == 1
