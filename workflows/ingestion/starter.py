"""Lets ingestions run: wakes their workflows, keeps their schedules, finds what was forgotten."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import structlog
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
    WorkflowExecutionStatus,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from core.errors import AppError
from core.refresh import offset
from store import sources
from store.database import Database
from store.sources import Waiting
from workflows.ingestion import attributes
from workflows.ingestion.contracts import QUEUE, IngestState, SourceInput, ingest_id, refresh_id
from workflows.ingestion.refresh import RefreshWorkflow
from workflows.ingestion.workflow import IngestWorkflow

log = structlog.get_logger(__name__)

SWEEP_S: Final = 15.0
CATCH_UP: Final = timedelta(minutes=10)
CALL_LIMIT: Final = timedelta(seconds=5)


class Ingestions:
    """One per process; what it does twice does no harm."""

    def __init__(self, client: Client, db: Database, queue: str = QUEUE) -> None:
        self._client, self._db, self._queue = client, db, queue
        self._tasks: set[asyncio.Task[None]] = set()
        self._scheduled: dict[str, int | None] = {}

    def start(self, every_s: float = SWEEP_S) -> None:
        """Look for forgotten sources from now on."""
        self._spawn(self._sweep_on(every_s))

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self, source_id: str) -> None:
        """Let the source's workflow and schedule follow SQL; never waits, never fails."""
        self._spawn(self._woken(source_id))

    async def follow(self, source_id: str) -> None:
        """Bring workflow and schedule of one source in step with SQL."""
        waiting = await self._db.read(lambda s: sources.waiting(s, source_id))
        for one in waiting:
            await self._schedule(one)
            if one.wants_work:
                await self._start(one)

    async def ended(self, source_id: str) -> None:
        """Return when the source's workflow has nothing more to do."""
        await self._client.get_workflow_handle(ingest_id(source_id)).result()

    async def sweep(self) -> None:
        """Find sources that want work and have no workflow, and schedules that were lost."""
        waiting = await self._db.read(sources.waiting)
        await self._forget_lost_schedules(waiting)
        for one in waiting:
            if self._scheduled.get(one.id) != one.refresh_s:
                await self._schedule(one)
            if one.wants_work and not await self._runs(one.id):
                await self._start(one)

    async def _woken(self, source_id: str) -> None:
        try:
            await self.follow(source_id)
        except (AppError, RPCError) as error:
            log.warning("ingestion_not_woken", source=source_id, cause=str(error))

    async def _sweep_on(self, every_s: float) -> None:
        while True:
            try:
                await self.sweep()
            except (AppError, RPCError) as error:
                log.warning("ingestion_sweep_failed", cause=str(error))
            except Exception:  # nobody else would come back to what was forgotten
                log.exception("ingestion_sweep_broken")
            await asyncio.sleep(every_s)

    async def _start(self, one: Waiting) -> None:
        state = IngestState(one.id, one.kind, self._queue)
        await self._client.start_workflow(
            IngestWorkflow.run,
            state,
            id=ingest_id(one.id),
            task_queue=self._queue,
            start_signal="wake",
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=attributes.at_start(state),
            static_summary=attributes.summary(state),
            rpc_timeout=CALL_LIMIT,
        )

    async def _runs(self, source_id: str) -> bool:
        try:
            found = await self._client.get_workflow_handle(ingest_id(source_id)).describe()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return found.status is WorkflowExecutionStatus.RUNNING

    async def _forget_lost_schedules(self, waiting: list[Waiting]) -> None:
        """Look which schedules Temporal still has: its store may have been wiped."""
        if not any(one.refresh_s for one in waiting) and not self._scheduled:
            return
        found = {item.id async for item in await self._client.list_schedules()}
        for source_id, every_s in tuple(self._scheduled.items()):
            if every_s and refresh_id(source_id) not in found:
                del self._scheduled[source_id]

    async def _schedule(self, one: Waiting) -> None:
        """Create, change, pause or delete the schedule of one source."""
        if one.removed:
            await self._delete(one.id)
        elif one.refresh_s is None:
            await self._pause(one.id)
        else:
            await self._put(one, self._schedule_of(one, one.refresh_s))
        self._scheduled[one.id] = one.refresh_s

    def _schedule_of(self, one: Waiting, every_s: int) -> Schedule:
        every = timedelta(seconds=every_s)
        return Schedule(
            action=ScheduleActionStartWorkflow(
                RefreshWorkflow.run,
                SourceInput(one.id),
                id=refresh_id(one.id),
                task_queue=self._queue,
                static_summary=f"Refresh of {one.id}",
                execution_timeout=max(every, CATCH_UP),
            ),
            spec=ScheduleSpec(
                intervals=[ScheduleIntervalSpec(every, offset(one.created_at, every_s))]
            ),
            policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP),
            state=ScheduleState(note=f"Refresh of source {one.id}"),
        )

    async def _put(self, one: Waiting, schedule: Schedule) -> None:
        try:
            await self._client.create_schedule(refresh_id(one.id), schedule)
        except ScheduleAlreadyRunningError:
            handle = self._client.get_schedule_handle(refresh_id(one.id))

            def changed(_: ScheduleUpdateInput) -> ScheduleUpdate:
                return ScheduleUpdate(schedule)

            await handle.update(changed)

    async def _pause(self, source_id: str) -> None:
        with _missing_is_fine():
            await self._client.get_schedule_handle(refresh_id(source_id)).pause(
                note="The source is refreshed by hand only."
            )

    async def _delete(self, source_id: str) -> None:
        with _missing_is_fine():
            await self._client.get_schedule_handle(refresh_id(source_id)).delete()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@contextmanager
def _missing_is_fine() -> Iterator[None]:
    """Nothing to pause or delete is no failure."""
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
