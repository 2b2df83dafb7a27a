"""Finds what was left behind: signals of a crash, and conversations that Temporal forgot."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from core.clock import Clock
from core.errors import AppError
from core.outbox import WorkflowStart
from core.vocabulary import Mode
from store import outbox
from store.database import Database
from workflows import signals
from workflows.contracts import workflow_id
from workflows.dispatcher import OutboxDispatcher

log = structlog.get_logger(__name__)

ROWS_A_SWEEP: Final = 500
STARTS_A_SWEEP: Final = 5_000
HELD_BY_PEOPLE: Final = (
    "WorkflowType = 'ConversationWorkflow' AND ExecutionStatus = 'Running' "
    "AND ConvMode IN ('waiting', 'human')"
)


@dataclass(frozen=True)
class SweepPace:
    """How often and how eagerly, in seconds.

    `grace_s`: a younger row is on its way. `unanswered_s`: a younger message has a turn running.
    """

    rows_s: float = 2.0
    grace_s: float = 3.0
    starts_s: float = 30.0
    unanswered_s: float = 10.0


class Sweeper:
    """Looks at the start and then now and again; what it sends twice does no harm."""

    def __init__(
        self,
        client: Client,
        db: Database,
        clock: Clock,
        dispatcher: OutboxDispatcher,
        pace: SweepPace | None = None,
    ) -> None:
        self._client, self._db, self._clock = client, db, clock
        self._dispatcher, self._pace = dispatcher, pace or SweepPace()
        self._reminded: dict[str, tuple[int, datetime, float]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Sweep in the background from now on."""
        self._task = asyncio.create_task(self._run(), name="outbox-sweeper")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def resend(self, grace_s: float = 0.0) -> int:
        """Submit rows that wait longer than `grace_s`; returns how many were found."""
        before = self._clock.now() - timedelta(seconds=grace_s)
        items = await self._db.read(lambda s: outbox.due(s, before, ROWS_A_SWEEP))
        for item in items:
            self._dispatcher.submit(item)
        return len(items)

    async def remind(self, older_than_s: float = 0.0, *, look_closely: bool = True) -> int:
        """Wake or rebuild the workflow of conversations that wait in vain; returns how many.

        Without `look_closely`, Temporal is asked only how many conversations people hold, and which
        ones only when that is fewer than SQL knows.
        """
        now = self._clock.now()
        before = now - timedelta(seconds=older_than_s)
        starts = await self._db.read(lambda s: outbox.unattended(s, before, STARTS_A_SWEEP))
        lost = [start for start in starts if start.mode is Mode.AI and self._is_due(start, now)]
        lost += await self._unknown_to_temporal(
            [start for start in starts if start.mode is not Mode.AI], look_closely
        )
        known = {start.conversation_id for start in starts}
        self._reminded = {key: value for key, value in self._reminded.items() if key in known}
        for start in lost:
            self._dispatcher.submit(signals.reminder(start))
        return len(lost)

    async def _run(self) -> None:
        pace, first = self._pace, True
        next_look = self._clock.now()
        while True:
            try:
                await self.resend(0.0 if first else pace.grace_s)
                if self._clock.now() >= next_look:
                    await self.remind(0.0 if first else pace.unanswered_s, look_closely=first)
                    next_look = self._clock.now() + timedelta(seconds=pace.starts_s)
                first = False
            except (AppError, RPCError) as error:
                log.warning("sweep_failed", cause=str(error))
            except Exception:  # nobody else would come back to what was left behind
                log.exception("sweep_broken")
            await asyncio.sleep(pace.rows_s)

    def _is_due(self, start: WorkflowStart, now: datetime) -> bool:
        """Remind of one message after 10, 20, 40 ... seconds, not at every sweep."""
        seq, not_before, wait = self._reminded.get(start.conversation_id, (0, now, 0.0))
        if seq == start.unread_upto and now < not_before:
            return False
        wait = min(wait * 2, 600.0) if seq == start.unread_upto else self._pace.unanswered_s
        later = now + timedelta(seconds=wait)
        self._reminded[start.conversation_id] = start.unread_upto, later, wait
        return True

    async def _unknown_to_temporal(
        self, starts: list[WorkflowStart], look_closely: bool
    ) -> Iterable[WorkflowStart]:
        if not starts:
            return ()
        if not look_closely:
            running = await self._client.count_workflows(HELD_BY_PEOPLE)
            if running.count >= len(starts):
                return ()
        found = {
            execution.id
            async for execution in self._client.list_workflows(
                "WorkflowType = 'ConversationWorkflow' AND ExecutionStatus = 'Running'",
                page_size=1_000,
            )
        }
        return [start for start in starts if workflow_id(start.conversation_id) not in found]
