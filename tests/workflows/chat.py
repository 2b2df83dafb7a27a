"""A conversation as its signals see it, and the worker that serves it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Worker

from tests.fakes.desk import Desk
from tests.workflows.sandbox import sandbox
from workflows import attributes
from workflows.contracts import (
    ConversationState,
    HumanTakeover,
    Timings,
    VisitorMessage,
    workflow_id,
)
from workflows.conversation import ConversationWorkflow
from workflows.worker import build_id

QUICK = Timings(idle_resume_s=0.4, idle_warn_s=0.1, response_target_s=30.0, turn_retry_s=0.05)


@dataclass
class Conversation:
    """One conversation as its signals see it."""

    client: Client
    queue: str
    state: ConversationState

    @classmethod
    def fresh(cls, client: Client, name: str | None = None) -> "Conversation":
        """One whose timers take tenths of a second, on a task queue of its own."""
        queue = f"test-{name or uuid4().hex}"
        state = ConversationState(
            f"cnv_{name or uuid4().hex}",
            assistant_id="ast_1",
            timings=replace(QUICK),
            ai_queue=queue,
        )
        return cls(client, queue, state)

    @property
    def handle(self) -> WorkflowHandle[ConversationWorkflow, None]:
        return self.client.get_workflow_handle_for(
            ConversationWorkflow.run, workflow_id(self.state.conversation_id)
        )

    async def send(self, signal: str, argument: object) -> None:
        """Signal with start, as the dispatcher does."""
        await self.client.start_workflow(
            ConversationWorkflow.run,
            self.state,
            id=workflow_id(self.state.conversation_id),
            task_queue=self.queue,
            start_signal=signal,
            start_signal_args=[argument],
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=attributes.at_start(self.state),
            static_summary=attributes.summary(self.state),
        )

    async def write(self, seq: int, epoch: int = 1) -> None:
        await self.send("visitor_message", VisitorMessage(seq, epoch))

    async def take_over(self, epoch: int = 2) -> None:
        await self.send("human_takeover", HumanTakeover(epoch, "rep_1"))

    async def until(self, holds: Callable[[ConversationState], bool]) -> ConversationState:
        """The state as soon as it is as wanted."""
        async with asyncio.timeout(20):
            while True:  # a run that continues as new ends its events
                async for _ in self.handle.fetch_history_events(wait_new_event=True):
                    state = await self.handle.query(ConversationWorkflow.describe)
                    if holds(state):
                        return state

    async def noticed(self, upto: int) -> ConversationState:
        return await self.until(lambda state: state.unread_upto >= upto)

    async def answered(self, upto: int) -> ConversationState:
        return await self.until(lambda state: state.answered_upto >= upto)

    async def event(self, wanted: EventType.ValueType) -> None:
        """Return when the current run's history has an event of this type."""
        async with asyncio.timeout(10):
            async for event in self.handle.fetch_history_events(wait_new_event=True):
                if event.event_type == wanted:
                    return

    async def events(self) -> list[str]:
        """The event types of the current run's history."""
        history = await self.handle.fetch_history()
        prefix = "EVENT_TYPE_"
        return [EventType.Name(event.event_type).removeprefix(prefix) for event in history.events]


@asynccontextmanager
async def worker_of(
    client: Client, queue: str, desk: Desk | None, *, workflows: bool = True
) -> AsyncIterator[Worker]:
    """A worker for the workflow, for the desk's activities, or for both."""
    options: dict[str, Any] = {"activities": desk.activities()} if desk else {}
    if workflows:
        options["workflows"] = [ConversationWorkflow]
    worker = Worker(
        client, task_queue=queue, workflow_runner=sandbox(), build_id=build_id(), **options
    )
    async with worker:
        yield worker
