"""From a committed message to its answer, also through crashes and outages of Temporal."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client

from core import failpoints
from core.assistants import AssistantSettings
from core.bus import conversation_topic
from core.outbox import OutboxItem, WorkflowStart
from core.vocabulary import AuthorKind, Mode, Reason, SignalName
from harness.ports import free_ports
from store import control, outbox
from store.turns import Standing
from tests.workflows.house import House, open_house, say
from tests.workflows.proxy import Line
from workflows import signals
from workflows.activities.turn import Decide
from workflows.connect import connect
from workflows.contracts import (
    HandoffRequested,
    Hold,
    HumanTakeover,
    ModeChange,
    Queues,
    VisitorMessage,
    workflow_id,
)
from workflows.conversation import ConversationWorkflow
from workflows.dispatcher import OutboxDispatcher
from workflows.sweeper import Sweeper, SweepPace
from workflows.worker import build_workers

QUICK = AssistantSettings(idle_resume_s=0.4, idle_warn_s=0.1)


@dataclass
class Plant:
    """A house with a dispatcher; `work` runs a worker that answers."""

    house: House
    client: Client
    dispatcher: OutboxDispatcher
    queues: Queues

    @asynccontextmanager
    async def work(self, decide: Decide = say) -> AsyncIterator[None]:
        activities = self.house.activities(decide)
        async with AsyncExitStack() as stack:
            for worker in build_workers(self.client, activities, queues=self.queues):
                await stack.enter_async_context(worker)
            yield

    def sweeper(self, pace: SweepPace | None = None) -> Sweeper:
        return Sweeper(self.client, self.house.db, self.house.clock, self.dispatcher, pace)

    async def answered(self, conversation_id: str) -> Standing:
        """The standing as soon as nothing is unanswered."""
        return await self.until(
            conversation_id, lambda found: found.answered_upto >= found.unread_upto
        )

    async def until(self, conversation_id: str, holds: Callable[[Standing], bool]) -> Standing:
        topic = conversation_topic(conversation_id)
        async with asyncio.timeout(15), self.house.bus.subscribe(topic) as news:
            while not holds(standing := await self.house.standing(conversation_id)):
                await anext(news)
            return standing

    async def delivered(self) -> None:
        """Return when every signal is sent and no row is left in the outbox."""
        async with asyncio.timeout(10):
            await self.dispatcher.idle()
        assert not await self.rows()

    async def rows(self) -> list[OutboxItem]:
        far = datetime(9999, 1, 1, tzinfo=UTC)
        return await self.house.db.read(lambda s: outbox.due(s, far))

    async def texts(self, conversation_id: str) -> list[str]:
        """What the assistant said."""
        return [
            message.text
            for message in await self.house.messages(conversation_id)
            if message.author.kind is AuthorKind.ASSISTANT
        ]


@asynccontextmanager
async def open_plant(
    folder: Path, client: Client, settings: AssistantSettings = QUICK, *, submits: bool = True
) -> AsyncIterator[Plant]:
    """`submits` false: a process that dies between its commits and its signals."""
    late: list[OutboxDispatcher] = []

    def submit(item: OutboxItem) -> None:
        if submits:
            late[0].submit(item)

    queue = f"test-{uuid4().hex}"
    async with open_house(folder, submit, settings=settings) as house:
        queues = Queues(queue, queue)
        late.append(OutboxDispatcher(client, house.db, house.clock, queues))
        yield Plant(house, client, late[0], queues)
        await late[0].close()


@pytest.fixture
async def plant(tmp_path: Path, temporal: Client) -> AsyncIterator[Plant]:
    async with open_plant(tmp_path, temporal) as opened:
        yield opened


async def test_a_message_is_answered_and_its_row_is_forgotten(plant: Plant) -> None:
    async with plant.work():
        conversation_id = (await plant.house.start()).conversation.id
        await plant.answered(conversation_id)
        await plant.house.write(conversation_id)
        await plant.answered(conversation_id)
        await plant.delivered()
    assert await plant.texts(conversation_id) == ["1 answered", "1 answered"]


async def test_what_a_crash_left_behind_is_sent_at_the_next_start(
    tmp_path: Path, temporal: Client
) -> None:
    async with open_plant(tmp_path, temporal, submits=False) as before:
        conversation_id = (await before.house.start()).conversation.id
    async with open_plant(tmp_path, temporal) as plant, plant.work():
        sweeper = plant.sweeper()
        sweeper.start()
        await plant.answered(conversation_id)
        await plant.delivered()
        await sweeper.close()
        assert await plant.texts(conversation_id) == ["1 answered"]


async def test_a_signal_that_fails_inside_is_sent_again(plant: Plant) -> None:
    failpoints.arm("before_signal=raise")
    try:
        conversation_id = (await plant.house.start()).conversation.id
        await plant.dispatcher.idle()
        assert len(await plant.rows()) == 1
        async with plant.work():
            await plant.sweeper().resend()
            await plant.answered(conversation_id)
    finally:
        failpoints.arm("")


async def test_an_outage_of_temporal_delays_and_loses_nothing(
    tmp_path: Path, temporal_server: str
) -> None:
    line = Line(temporal_server, free_ports(1)[0])
    await line.mend()
    client = await connect(f"127.0.0.1:{line.port}")
    await line.cut()
    async with open_plant(tmp_path, client) as plant:
        first = (await plant.house.start()).conversation.id
        for _ in range(3):
            await plant.house.write(first)
        second = (await plant.house.start()).conversation.id
        assert len(await plant.rows()) == 5
        await line.mend()
        async with plant.work():
            for conversation_id in (first, second):
                await plant.answered(conversation_id)
            await plant.delivered()
        assert await plant.texts(first) == ["4 answered"]
        assert await plant.texts(second) == ["1 answered"]
        await line.cut()


async def test_one_broken_signal_does_not_hold_up_the_others(plant: Plant) -> None:
    async with plant.work():
        change = await plant.house.start()
        [item] = change.signals
        broken = replace(item, id=item.id + 1000, signal=SignalName.HOLD, payload={})
        plant.dispatcher.submit(broken)
        await plant.house.write(change.conversation.id)
        await plant.answered(change.conversation.id)


async def test_a_conversation_that_temporal_forgot_is_rebuilt(plant: Plant) -> None:
    async with plant.work():
        asked = (await plant.house.start()).conversation.id
        await plant.answered(asked)
        held = (await plant.house.start()).conversation.id
        await plant.answered(held)
        await plant.house.reply(held)
        await plant.delivered()
    for conversation_id in (asked, held):
        await plant.client.get_workflow_handle(workflow_id(conversation_id)).terminate()
    async with open_plant_again(plant) as silent:
        await silent.write(asked)
    async with plant.work():
        assert await plant.sweeper().remind() == 2
        await plant.answered(asked)
        await plant.until(held, lambda found: found.mode is Mode.AI)  # its idle timer runs again


@asynccontextmanager
async def open_plant_again(plant: Plant) -> AsyncIterator[House]:
    """The same house, committing without telling anybody."""
    house = plant.house
    yield replace(house, ledger=type(house.ledger)(house.db, house.bus, _forget, house.clock))


def _forget(item: OutboxItem) -> None:
    """A signal that is lost, with its row: as if Temporal had taken it and been wiped."""


async def test_a_conversation_is_not_reminded_at_every_sweep(plant: Plant) -> None:
    await plant.house.start()
    sweeper = plant.sweeper()
    assert await sweeper.remind() == 1
    assert await sweeper.remind() == 0


async def test_conversations_that_temporal_knows_are_left_alone(plant: Plant) -> None:
    async with plant.work():
        conversation_id = (await plant.house.start()).conversation.id
        await plant.answered(conversation_id)
        await plant.house.reply(conversation_id)
        await plant.delivered()
        assert await plant.sweeper().remind() == 0
        assert await plant.sweeper().remind(look_closely=False) == 0


async def test_an_idle_rep_gives_the_conversation_back_after_a_warning(plant: Plant) -> None:
    async with plant.work():
        conversation_id = (await plant.house.start()).conversation.id
        await plant.answered(conversation_id)
        await plant.house.reply(conversation_id)
        standing = await plant.until(conversation_id, lambda found: found.epoch == 3)
        assert standing.mode is Mode.AI
        await plant.house.write(conversation_id)
        await plant.answered(conversation_id)
    assert await plant.texts(conversation_id) == ["1 answered", "1 answered"]


async def test_a_hold_without_a_word_from_the_rep_ends_in_an_answer(plant: Plant) -> None:
    async with plant.work():
        conversation_id = (await plant.house.start()).conversation.id
        await plant.answered(conversation_id)
        await plant.house.ledger.commit(
            lambda s, now: control.hold(
                s, now, conversation_id=conversation_id, rep=plant.house.rep, seconds=0.3
            )
        )
        await plant.house.write(conversation_id)
        await plant.answered(conversation_id)
    assert await plant.texts(conversation_id) == ["1 answered", "1 answered"]


async def test_a_silent_rep_lets_the_conversation_wait_for_everybody(
    tmp_path: Path, temporal: Client
) -> None:
    settings = AssistantSettings(idle_resume_s=3600, response_target_s=0.4)
    async with open_plant(tmp_path, temporal, settings) as plant, plant.work():
        conversation_id = (await plant.house.start()).conversation.id
        await plant.answered(conversation_id)
        await plant.house.reply(conversation_id)
        await plant.house.write(conversation_id)
        standing = await plant.until(conversation_id, lambda found: found.epoch == 3)
    assert (standing.mode, standing.reason) == (Mode.WAITING, Reason.REP_SILENT)


async def test_a_rep_who_takes_what_was_handed_over_and_says_nothing_lets_it_wait_again(
    tmp_path: Path, temporal: Client
) -> None:
    settings = AssistantSettings(idle_resume_s=3600, response_target_s=0.4)
    async with open_plant(tmp_path, temporal, settings) as plant, plant.work():
        started = (await plant.house.start()).conversation
        conversation_id = started.id
        await plant.answered(conversation_id)
        for act in (
            partial(control.request_handoff, visitor_id=started.visitor.id, line="Asked."),
            partial(control.take_over, rep=plant.house.rep),
        ):
            await plant.house.ledger.commit(partial(act, conversation_id=conversation_id))
        standing = await plant.until(conversation_id, lambda found: found.epoch == 4)
    assert (standing.mode, standing.reason) == (Mode.WAITING, Reason.VISITOR_BUTTON)


async def test_closing_and_writing_again_reaches_the_ai(plant: Plant) -> None:
    async with plant.work():
        conversation_id = (await plant.house.start()).conversation.id
        await plant.answered(conversation_id)
        await plant.house.ledger.commit(
            lambda s, now: control.close(
                s, now, conversation_id=conversation_id, rep=plant.house.rep
            )
        )
        handle = plant.client.get_workflow_handle_for(
            ConversationWorkflow.run, workflow_id(conversation_id)
        )
        await asyncio.wait_for(handle.result(), 5)
        await plant.house.write(conversation_id)
        standing = await plant.answered(conversation_id)
    assert (standing.mode, standing.epoch) == (Mode.AI, 3)


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
START = WorkflowStart(
    "cnv_1", "ast_1", Mode.HUMAN, 4, 5, 6, None, None, "rep_1", None, 600, 60, 300
)


@pytest.mark.parametrize(
    ("signal", "payload", "argument"),
    [
        ("visitor_message", {"seq": 6}, VisitorMessage(6, 4, Mode.HUMAN)),
        ("human_takeover", {"epoch": 4, "rep_id": "rep_1"}, HumanTakeover(4, "rep_1")),
        (
            "hold",
            {"epoch": 4, "rep_id": "rep_1", "until": NOON.isoformat()},
            Hold(4, "rep_1", NOON),
        ),
        (
            "handoff_requested",
            {"epoch": 4, "reason": "rep_silent", "since": NOON.isoformat()},
            HandoffRequested(4, Reason.REP_SILENT, NOON),
        ),
        ("hand_back", {"epoch": 4, "answered_upto": 6}, ModeChange(4, 6)),
        ("close", {"epoch": 4, "answered_upto": 6}, ModeChange(4, 6)),
        ("reopen", {"epoch": 4}, ModeChange(4, 0)),
    ],
)
def test_each_signal_carries_ids_and_numbers_only(
    signal: str, payload: dict[str, object], argument: object
) -> None:
    item = OutboxItem(1, "cnv_1", SignalName(signal), payload, START)
    assert signals.argument(item) == argument
