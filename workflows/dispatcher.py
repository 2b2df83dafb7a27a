"""Brings the signals that transactions left behind to their workflows."""

import asyncio
import random
from collections import OrderedDict, deque
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from core import failpoints
from core.clock import Clock
from core.errors import AppError
from core.outbox import OutboxItem
from core.vocabulary import SignalName
from store import outbox
from store.database import Database
from workflows import attributes, signals
from workflows.contracts import EMBEDDED, TASK_TIMEOUT, ConversationState, Queues, workflow_id
from workflows.conversation import ConversationWorkflow

log = structlog.get_logger(__name__)

MAX_WAITING: Final = 20_000
CONCURRENT_SENDS: Final = 64
REMEMBERED_RUNS: Final = 10_000
FORGET_EVERY_S: Final = 0.25
FORGET_BATCH: Final = 500
FIRST_PAUSE_S: Final = 0.1
LAST_PAUSE_S: Final = 3.0
SEND_TIMEOUT: Final = timedelta(seconds=5)
REFUSED: Final = {
    RPCStatusCode.INVALID_ARGUMENT,
    RPCStatusCode.PERMISSION_DENIED,
    RPCStatusCode.UNAUTHENTICATED,
    RPCStatusCode.FAILED_PRECONDITION,
}


class OutboxDispatcher:
    """Sends each signal at least once, those of one conversation in the order of their commits.

    Rows of delivered signals are deleted a moment later in batches; whatever is left behind by a
    crash is found by the `Sweeper` and sent again. Use it from one event loop.
    """

    def __init__(
        self,
        client: Client,
        db: Database,
        clock: Clock,
        queues: Queues = EMBEDDED,
    ) -> None:
        self._client, self._db, self._clock = client, db, clock
        self._queues = queues
        self._waiting: dict[str, deque[OutboxItem]] = {}
        self._held: set[int] = set()
        self._running: OrderedDict[str, None] = OrderedDict()
        self._delivered: list[int] = []
        self._slots = asyncio.Semaphore(CONCURRENT_SENDS)
        self._tasks: set[asyncio.Task[None]] = set()
        self._forgetting: asyncio.Task[None] | None = None

    def submit(self, item: OutboxItem) -> None:
        """Send the signal in the background; never blocks, never fails."""
        if item.id in self._held or len(self._held) >= MAX_WAITING:
            return  # the row stays: the sweeper comes back to it
        if item.id:
            self._held.add(item.id)
        queue = self._waiting.get(item.conversation_id)
        if queue is not None:
            queue.append(item)
            return
        self._waiting[item.conversation_id] = deque([item])
        self._spawn(item.conversation_id)

    async def idle(self) -> None:
        """Return when everything submitted so far was sent or put off, and the rows forgotten."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._forgetting is not None:
            await asyncio.wait((self._forgetting,))

    async def close(self) -> None:
        """Stop sending; what is not yet delivered is sent at the next start."""
        tasks = [*self._tasks, *([self._forgetting] if self._forgetting else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(AppError):
            await self._forget_delivered()

    async def _drain(self, conversation_id: str) -> None:
        queue = self._waiting[conversation_id]
        pause = FIRST_PAUSE_S
        try:
            while queue:
                self._skip_covered(queue)
                if await self._sent(queue[0]):
                    self._leave(queue.popleft())
                    pause = FIRST_PAUSE_S
                else:
                    await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
                    pause = min(pause * 2, LAST_PAUSE_S)
        finally:
            self._held.difference_update(item.id for item in queue)
            del self._waiting[conversation_id]

    def _skip_covered(self, queue: deque[OutboxItem]) -> None:
        """Of messages that wait behind one another only the last need be told."""
        while len(queue) > 1 and queue[0].signal is queue[1].signal is SignalName.VISITOR_MESSAGE:
            self._leave(queue.popleft())

    async def _sent(self, item: OutboxItem) -> bool:
        """False when Temporal does not answer; a signal it refuses is put off in its row."""
        failpoints.hit("before_signal")
        try:
            async with self._slots:
                await self._send(item)
        except RPCError as error:
            if error.status not in REFUSED:
                log.info("signal_delayed", conversation=item.conversation_id, cause=error.message)
                return False
            log.error("signal_refused", conversation=item.conversation_id, cause=error.message)  # noqa: TRY400
            await self._put_off(item, error)
        except Exception as error:  # an item that cannot be sent must not hold up the others
            log.exception("signal_broken", conversation=item.conversation_id, row=item.id)
            await self._put_off(item, error)
        return True

    async def _send(self, item: OutboxItem) -> None:
        """Signal the run that we know of; start one with the signal when there is none."""
        if item.conversation_id in self._running:
            handle = self._client.get_workflow_handle(workflow_id(item.conversation_id))
            try:
                await handle.signal(
                    item.signal.value, signals.argument(item), rpc_timeout=SEND_TIMEOUT
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            else:
                self._note_running(item)
                return
        await self._start(item)
        self._note_running(item)

    def _note_running(self, item: OutboxItem) -> None:
        """A plain signal is half the work for the server; a closed conversation's run ends."""
        self._running.pop(item.conversation_id, None)
        if item.signal is not SignalName.CLOSE:
            self._running[item.conversation_id] = None
        if len(self._running) > REMEMBERED_RUNS:
            self._running.popitem(last=False)

    async def _start(self, item: OutboxItem) -> None:
        state = ConversationState.of(item.start, ai_queue=self._queues.ai)
        await self._client.start_workflow(
            ConversationWorkflow.run,
            state,
            id=workflow_id(item.conversation_id),
            task_queue=self._queues.chat,
            start_signal=item.signal.value,
            start_signal_args=[signals.argument(item)],
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=attributes.at_start(state),
            static_summary=attributes.summary(state),
            task_timeout=TASK_TIMEOUT,
            rpc_timeout=SEND_TIMEOUT,
        )

    async def _put_off(self, item: OutboxItem, error: Exception) -> None:
        self._held.discard(item.id)
        with suppress(AppError):
            await self._db.write(
                lambda s: outbox.failed(s, self._clock.now(), item.id, repr(error))
            )

    def _leave(self, item: OutboxItem) -> None:
        """The signal is delivered or put off: its row is deleted soon, unless it was put off."""
        if item.id not in self._held:
            return
        self._delivered.append(item.id)
        if self._forgetting is None or self._forgetting.done():
            self._forgetting = asyncio.create_task(self._forget_soon(), name="outbox-forget")

    async def _forget_soon(self) -> None:
        while self._delivered:
            await asyncio.sleep(FORGET_EVERY_S)
            with suppress(AppError):
                await self._forget_delivered()

    async def _forget_delivered(self) -> None:
        while self._delivered:
            batch = self._delivered[:FORGET_BATCH]
            await self._db.write(partial(outbox.done, ids=batch), brief=True)
            del self._delivered[: len(batch)]
            self._held.difference_update(batch)

    def _spawn(self, conversation_id: str) -> None:
        task = asyncio.create_task(self._drain(conversation_id), name=f"signals {conversation_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
