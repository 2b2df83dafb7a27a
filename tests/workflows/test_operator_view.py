"""What a conversation costs in Temporal, and what operators see of it there."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryRequest
from temporalio.client import Client
from temporalio.common import TypedSearchAttributes

from core.vocabulary import Decision, Mode, Reason
from tests.fakes.desk import Desk, hand_off
from tests.workflows.chat import Conversation
from workflows import attributes
from workflows.contracts import ConversationState, ModeChange, TurnInput, TurnResult

pytestmark = pytest.mark.usefixtures("worker")


async def _shown(conversation: Conversation) -> TypedSearchAttributes:
    return (await conversation.handle.describe()).typed_search_attributes


async def test_an_answered_turn_costs_at_most_eleven_events(
    conversation: Conversation, desk: Desk
) -> None:
    lengths = []
    for seq in range(1, 6):
        await conversation.write(seq)
        await conversation.answered(seq)
        lengths.append(len(await conversation.events()))
    turns = [later - earlier for earlier, later in pairwise(lengths)]
    assert max(turns) <= 11
    assert lengths[0] <= 12  # the start of the run is one more


async def test_a_turn_that_changes_mode_tags_and_confidence_upserts_once(
    conversation: Conversation, desk: Desk
) -> None:
    desk.turn = hand_off
    await conversation.write(1)
    state = await conversation.until(lambda state: state.mode is Mode.WAITING)
    shown = await _shown(conversation)
    assert shown.get(attributes.MODE) == "waiting"
    assert shown.get(attributes.REASON) == "no_answer"
    assert shown.get(attributes.TAGS) == ["billing"]
    assert shown.get(attributes.WAITING_SINCE) == state.waiting_since
    assert shown.get(attributes.CONFIDENCE) == 0.2
    assert shown.get(attributes.TURNS) == 1
    assert shown.get(attributes.ASSISTANT) == "ast_1"
    events = await conversation.events()
    assert events.count("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES") == 1


async def test_attributes_say_who_owns_it_and_forget_it_again(
    conversation: Conversation, desk: Desk
) -> None:
    await conversation.take_over()
    await conversation.until(lambda state: state.owner_id == "rep_1")
    shown = await _shown(conversation)
    assert (shown.get(attributes.MODE), shown.get(attributes.OWNER)) == ("human", "rep_1")
    await conversation.send("close", ModeChange(3))
    await asyncio.wait_for(conversation.handle.result(), 5)
    shown = await _shown(conversation)
    assert (shown.get(attributes.MODE), shown.get(attributes.OWNER)) == ("closed", None)


async def test_attributes_stay_true_over_continue_as_new(
    conversation: Conversation, desk: Desk
) -> None:
    conversation.state.history_limit = 30
    for seq in range(1, 12):
        await conversation.write(seq)
        await conversation.answered(seq)
    shown = await _shown(conversation)
    assert (shown.get(attributes.TURNS), shown.get(attributes.ASSISTANT)) == (11, "ast_1")


async def test_waiting_past_the_response_target_is_marked(
    conversation: Conversation, desk: Desk
) -> None:
    conversation.state.timings.response_target_s = 0.2
    desk.turn = hand_off
    await conversation.write(1)
    await conversation.until(lambda state: state.sla_breached)
    await conversation.handle.query("state")
    assert (await _shown(conversation)).get(attributes.SLA_BREACHED) is True
    await conversation.take_over(epoch=3)
    await conversation.until(lambda state: state.mode is Mode.HUMAN)
    assert (await _shown(conversation)).get(attributes.SLA_BREACHED) is False


async def test_the_history_holds_no_text_and_labels_its_steps(
    temporal: Client, conversation: Conversation, desk: Desk
) -> None:
    await conversation.write(1)
    await conversation.answered(1)
    description = await conversation.handle.describe()
    assert await description.static_summary() == "Visitor chat with ast_1"
    reply = await temporal.workflow_service.get_workflow_execution_history(
        GetWorkflowExecutionHistoryRequest(
            namespace=temporal.namespace,
            execution=description.raw_info.execution,
        )
    )
    labels = [
        event.user_metadata.summary.data.decode()
        for event in reply.history.events
        if event.HasField("activity_task_scheduled_event_attributes")
    ]
    assert labels == ['"AI turn 1"']


def test_details_say_in_words_how_it_stands() -> None:
    state = ConversationState(
        "cnv_1",
        mode=Mode.WAITING,
        epoch=2,
        reason=Reason.NO_ANSWER,
        waiting_since=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        sla_breached=True,
        tags=["billing"],
        decision=Decision.HANDOFF,
        confidence=0.21,
        unread_upto=7,
        answered_upto=7,
        turn_count=3,
    )
    assert attributes.details(state) == "\n".join(
        (
            "**Waiting for a person** (epoch 2, turns 3)",
            "- escalated: `no_answer`",
            "- waiting since 2026-03-01 09:30:00 UTC, **past the response target**",
            "- last turn: `handoff` at 0.21",
            "- tags: `billing`",
            "- answered up to 7 of 7",
        )
    )


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.3, "0.3 s"), (45, "45 s"), (600, "10 min"), (9000, "2.5 h")]
)
def test_durations_read_well(seconds: float, words: str) -> None:
    assert attributes.in_words(seconds) == words


async def test_a_turn_result_is_less_than_a_kilobyte(
    temporal: Client, conversation: Conversation, desk: Desk
) -> None:
    async def many_tags(turn: TurnInput) -> TurnResult:
        result = await hand_off(turn)
        result.tags = [f"a-rather-long-tag-name-{n}" for n in range(10)]
        return result

    desk.turn = many_tags
    await conversation.write(1)
    await conversation.until(lambda state: state.mode is Mode.WAITING)
    history = await conversation.handle.fetch_history()
    [payload] = [
        event.activity_task_completed_event_attributes.result.payloads[0]
        for event in history.events
        if event.HasField("activity_task_completed_event_attributes")
    ]
    assert len(payload.data) < 1_000
