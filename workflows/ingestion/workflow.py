"""One durable workflow per source that is being read: one run at a time, none forgotten.

SQL says what is wanted; the signal only says that it is worth looking. So it may come twice or too
often, and a workflow that was lost is started again without knowing anything.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from workflows.ingestion import attributes, contracts
    from workflows.ingestion.contracts import (
        IngestOutcome,
        IngestState,
        RunInput,
        RunResult,
        SourceInput,
        TakenUp,
    )

UNTIL_IT_WORKS = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=10)
)


@workflow.defn
class IngestWorkflow:
    """Brings one source up to date; it ends when SQL wants nothing more of it."""

    @workflow.init
    def __init__(self, state: IngestState) -> None:
        self.state = state
        self._woken = True

    @workflow.run
    async def run(self, state: IngestState) -> None:
        while self._woken:
            self._woken = False
            taken = await self._take_up()
            if taken.removed:
                await self._clear()
                self._show(IngestOutcome.REMOVED)
                return
            if taken.run_id is not None:
                await self._read(taken.run_id)
                self._woken = True  # more may have been asked for meanwhile
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self.state)

    @workflow.signal
    def wake(self) -> None:
        """SQL may want something."""
        self._woken = True

    @workflow.query(name="state")
    def describe(self) -> IngestState:
        """What this run knows, for people who debug."""
        return self.state

    async def _take_up(self) -> TakenUp:
        found: TakenUp = await workflow.execute_activity(
            contracts.TAKE_UP,
            SourceInput(self.state.source_id),
            result_type=TakenUp,
            task_queue=self.state.queue,
            start_to_close_timeout=contracts.SHORT_TIMEOUT,
            retry_policy=UNTIL_IT_WORKS,
            summary="what is wanted?",
        )
        return found

    async def _read(self, run_id: str) -> None:
        state = self.state
        state.runs += 1
        self._show(IngestOutcome.RUNNING)
        run = RunInput(state.source_id, run_id)
        try:
            result: RunResult = await workflow.execute_activity(
                contracts.READ_SOURCE,
                run,
                result_type=RunResult,
                task_queue=state.queue,
                start_to_close_timeout=contracts.READ_TIMEOUT,
                heartbeat_timeout=contracts.READ_HEARTBEAT_TIMEOUT,
                retry_policy=RetryPolicy(
                    initial_interval=timedelta(seconds=state.retry_s),
                    maximum_interval=timedelta(seconds=30),
                    maximum_attempts=contracts.READ_ATTEMPTS,
                ),
                cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
                summary=f"run {state.runs}: fetch, read, embed, publish",
            )
        except ActivityError as error:
            if is_cancelled_exception(error):  # an operator cancelled the workflow
                raise
            result = await self._give_up(run)
        state.failed = result.failed
        self._show(result.outcome, result)

    async def _give_up(self, run: RunInput) -> RunResult:
        """Say why the run failed for good; what was published before stays."""
        result: RunResult = await workflow.execute_activity(
            contracts.GIVE_UP,
            run,
            result_type=RunResult,
            task_queue=self.state.queue,
            start_to_close_timeout=contracts.SHORT_TIMEOUT,
            retry_policy=UNTIL_IT_WORKS,
            summary=f"give up run {self.state.runs}",
        )
        return result

    async def _clear(self) -> None:
        await workflow.execute_activity(
            contracts.CLEAR_SOURCE,
            SourceInput(self.state.source_id),
            task_queue=self.state.queue,
            start_to_close_timeout=contracts.READ_TIMEOUT,
            heartbeat_timeout=contracts.SHORT_TIMEOUT,
            retry_policy=UNTIL_IT_WORKS,
            summary="delete what is left of the source",
        )

    def _show(self, outcome: IngestOutcome, result: RunResult | None = None) -> None:
        self.state.outcome = outcome
        workflow.upsert_search_attributes(attributes.changes(self.state))
        workflow.set_current_details(attributes.details(self.state, result))
