"""Hours of a person's silence, in seconds: the server's clock of each workflow is moved on."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from core.assistants import AssistantSettings
from core.vocabulary import Mode, Reason
from tests.workflows.test_dispatcher import Plant, open_plant
from workflows.contracts import workflow_id
from workflows.conversation import ConversationWorkflow

HOUR = 3600.0
SETTINGS = AssistantSettings(
    idle_resume_s=10 * HOUR, idle_warn_s=HOUR / 2, response_target_s=12 * HOUR
)


@pytest.fixture
def skipper(temporal: Client) -> TimeSkipper:
    """Time passes only when a test says so."""
    return TimeSkipper(temporal, config=TimeSkippingConfig(enabled=False))


@pytest.fixture
async def plant(tmp_path: Path, skipper: TimeSkipper) -> AsyncIterator[Plant]:
    async with open_plant(tmp_path, skipper.client, SETTINGS) as opened, opened.work():
        yield opened


async def answered_and_taken_over(plant: Plant) -> str:
    conversation_id = (await plant.house.start()).conversation.id
    await plant.answered(conversation_id)
    await plant.house.reply(conversation_id)
    await plant.delivered()
    return conversation_id


async def forward(skipper: TimeSkipper, conversation_id: str, hours: float) -> None:
    handle = skipper.client.get_workflow_handle(workflow_id(conversation_id))
    assert await skipper.fast_forward(handle, timedelta(hours=hours))


async def test_a_conversation_left_in_the_evening_is_the_ais_in_the_morning(
    plant: Plant, skipper: TimeSkipper
) -> None:
    conversation_id = await answered_and_taken_over(plant)
    await forward(skipper, conversation_id, 9)
    assert (await plant.house.standing(conversation_id)).mode is Mode.HUMAN
    await forward(skipper, conversation_id, 1.5)
    standing = await plant.until(conversation_id, lambda found: found.mode is Mode.AI)
    assert standing.epoch == 3
    await plant.house.write(conversation_id, "Good morning! And exports?")
    await plant.answered(conversation_id)
    assert len(await plant.texts(conversation_id)) == 2


async def test_the_rep_is_warned_before_and_the_night_costs_few_events(
    plant: Plant, skipper: TimeSkipper
) -> None:
    conversation_id = await answered_and_taken_over(plant)
    handle = skipper.client.get_workflow_handle_for(
        ConversationWorkflow.run, workflow_id(conversation_id)
    )
    before = len((await handle.fetch_history()).events)
    await forward(skipper, conversation_id, 11)
    await plant.until(conversation_id, lambda found: found.mode is Mode.AI)
    history = await handle.fetch_history()
    timers = [event for event in history.events if event.HasField("timer_started_event_attributes")]
    lengths = [
        event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta() for event in timers
    ]
    warn, resume = lengths
    assert timedelta(hours=9.4) < warn <= timedelta(hours=9.5)
    assert timedelta(minutes=29) < resume <= timedelta(minutes=30)
    assert len(history.events) - before <= 30


async def test_a_visitor_who_waits_over_night_is_everybodys_in_the_morning(
    plant: Plant, skipper: TimeSkipper
) -> None:
    conversation_id = await answered_and_taken_over(plant)
    await plant.house.write(conversation_id, "Are you still there?")
    await plant.delivered()
    await forward(skipper, conversation_id, 11)
    assert (await plant.house.standing(conversation_id)).mode is Mode.HUMAN
    await forward(skipper, conversation_id, 2)
    standing = await plant.until(conversation_id, lambda found: found.mode is Mode.WAITING)
    assert standing.reason is Reason.REP_SILENT
