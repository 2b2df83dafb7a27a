"""The floor: a bare workflow that answers a signal by one activity with one insert in SQLite."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from temporalio import activity, workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import PollerBehaviorAutoscaling, Worker

QUEUE = "floor"


@workflow.defn
class BareWorkflow:
    """One activity a signal, nothing else."""

    @workflow.init
    def __init__(self, chat: int) -> None:
        self._asked = self._answered = 0

    @workflow.run
    async def run(self, chat: int) -> None:
        while True:
            await workflow.wait_condition(lambda: self._asked > self._answered)
            self._answered += 1
            await workflow.execute_activity(
                "insert",
                args=[chat, self._answered],
                start_to_close_timeout=timedelta(seconds=10),
            )

    @workflow.signal
    def ask(self) -> None:
        self._asked += 1


class Inserts:
    """The activity; `done` resolves a chat's future when its insert is committed."""

    def __init__(self, file: Path) -> None:
        self._sql = sqlite3.connect(file, isolation_level=None)
        self._sql.execute("PRAGMA journal_mode=WAL")
        self._sql.execute("PRAGMA synchronous=FULL")
        self._sql.execute("CREATE TABLE answers (chat, n, text)")
        self.done: dict[int, asyncio.Future[float]] = {}

    @activity.defn(name="insert")
    async def insert(self, chat: int, n: int) -> None:
        self._sql.execute("INSERT INTO answers VALUES (?, ?, ?)", (chat, n, "An answer. " * 20))
        waiting = self.done.pop(chat, None)
        if waiting and not waiting.done():
            waiting.set_result(time.perf_counter())


@dataclass
class Floor:
    """Running bare workflows."""

    client: Client
    inserts: Inserts

    async def start(self, chat: int) -> WorkflowHandle[BareWorkflow, None]:
        return await self.client.start_workflow(
            BareWorkflow.run, chat, id=f"floor-{uuid4().hex}", task_queue=QUEUE
        )

    async def ask(self, chat: int, handle: WorkflowHandle[BareWorkflow, None]) -> float:
        """Seconds from the signal to the committed insert."""
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.inserts.done[chat] = answered
        begun = time.perf_counter()
        await handle.signal(BareWorkflow.ask)
        return await asyncio.wait_for(answered, 60) - begun


@asynccontextmanager
async def open_floor(address: str, folder: Path) -> AsyncIterator[Floor]:
    client = await Client.connect(address)
    inserts = Inserts(folder / "floor.db")
    async with Worker(
        client,
        task_queue=QUEUE,
        workflows=[BareWorkflow],
        activities=[inserts.insert],
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    ):
        yield Floor(client, inserts)
