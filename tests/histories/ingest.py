"""Ingestions as their workflows see them, with activities that a script answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from tests.workflows.sandbox import sandbox
from workflows.ingestion import attributes as ingest_attributes
from workflows.ingestion import contracts as ingest_contracts
from workflows.ingestion.contracts import (
    IngestOutcome,
    IngestState,
    RunInput,
    RunResult,
    SourceInput,
    TakenUp,
    ingest_id,
)
from workflows.ingestion.workflow import IngestWorkflow
from workflows.worker import build_id


@dataclass
class Script:
    """What SQL wants, one after the other, and how each run ends."""

    wants: list[TakenUp]
    ends: list[RunResult | ApplicationError] = field(default_factory=list)

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=ingest_contracts.TAKE_UP)
        async def take_up(source: SourceInput) -> TakenUp:
            return self.wants.pop(0) if self.wants else TakenUp()

        @activity.defn(name=ingest_contracts.READ_SOURCE)
        async def read_source(run: RunInput) -> RunResult:
            end = self.ends.pop(0)
            if isinstance(end, ApplicationError):
                raise end
            return end

        @activity.defn(name=ingest_contracts.GIVE_UP)
        async def give_up(run: RunInput) -> RunResult:
            return RunResult(IngestOutcome.FAILED, error="interrupted")

        @activity.defn(name=ingest_contracts.CLEAR_SOURCE)
        async def clear(source: SourceInput) -> None:
            return None

        return [take_up, read_source, give_up, clear]


def two_runs() -> Script:
    ends: list[RunResult | ApplicationError] = [
        ApplicationError("The process was killed.", type="reading_failed"),
        RunResult(IngestOutcome.DONE, 2, 5, 1),
        RunResult(IngestOutcome.FAILED, 2, error="folder_missing"),
    ]
    return Script([TakenUp("run_1"), TakenUp("run_2")], ends)


def given_up() -> Script:
    return Script(
        [TakenUp("run_1")],
        [ApplicationError("Broken.", type="reading_failed", non_retryable=True)],
    )


def removal() -> Script:
    return Script([TakenUp("run_1"), TakenUp(removed=True)], [RunResult(IngestOutcome.REMOVED)])


SCENARIOS = {f"ingest_{script.__name__}": script for script in (two_runs, given_up, removal)}


async def play(client: Client, name: str) -> str:
    """Play one scenario to its end; returns the workflow's id."""
    state = IngestState(f"src_{name}", "folder", f"test-{name}", retry_s=0.05)
    script = SCENARIOS[name]()
    async with Worker(
        client,
        task_queue=state.queue,
        workflows=[IngestWorkflow],
        activities=script.activities(),
        workflow_runner=sandbox(),
        build_id=build_id(),
    ):
        await client.execute_workflow(
            IngestWorkflow.run,
            state,
            id=ingest_id(state.source_id),
            task_queue=state.queue,
            start_signal="wake",
            search_attributes=ingest_attributes.at_start(state),
            static_summary=ingest_attributes.summary(state),
        )
    return ingest_id(state.source_id)
