"""The workers of each layout: the only wiring of workflows and activities to task queues."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker

from workflows.activities.ingest import IngestActivities
from workflows.activities.timers import TimerActivities
from workflows.activities.turn import TurnActivities
from workflows.contracts import EMBEDDED, HEARTBEAT_INTERVAL, SCALED, Queues
from workflows.conversation import ConversationWorkflow
from workflows.ingestion.contracts import QUEUE
from workflows.ingestion.refresh import RefreshWorkflow
from workflows.ingestion.workflow import IngestWorkflow

GRACE: Final = timedelta(seconds=10)
CACHED_CONVERSATIONS: Final = 2_000
CONCURRENT_ACTIVITIES: Final = 100
REPLAYED: Final = (
    "conversation.py",
    "alarms.py",
    "attributes.py",
    "contracts.py",
    "ingestion/workflow.py",
    "ingestion/attributes.py",
    "ingestion/contracts.py",
    "ingestion/refresh.py",
)
# How long a restarted Baton's conversations may wait for the worker that is gone.
STICKY_LIMIT: Final = timedelta(seconds=5)


class Layout(StrEnum):
    """`embedded`: all in one process; `chat` and `ai`: one worker of the scaled layout each."""

    EMBEDDED = "embedded"
    CHAT = "chat"
    AI = "ai"


@dataclass(frozen=True)
class Activities:
    """`ingest`: None in a process that reads no sources."""

    turns: TurnActivities
    timers: TimerActivities
    ingest: IngestActivities | None = None

    def for_chat(self) -> list[Callable[..., Any]]:
        """Short ones, next to the workflows."""
        return [self.turns.fail_turn, self.timers.check_idle, self.timers.check_hold]

    def for_ai(self) -> list[Callable[..., Any]]:
        return [self.turns.ai_turn]


def queues_of(layout: Layout) -> Queues:
    return EMBEDDED if layout is Layout.EMBEDDED else SCALED


def build_workers(
    client: Client,
    activities: Activities,
    layout: Layout = Layout.EMBEDDED,
    queues: Queues | None = None,
) -> list[Worker]:
    """The workers of this process, to be run as async context managers."""
    queues = queues or queues_of(layout)
    if layout is Layout.AI:
        found = [build_turn_worker(client, activities, queues.ai)]
    else:  # also in `chat`: conversations that one process began ask for their turns there
        both = [*activities.for_chat(), *activities.for_ai()]
        found = [_worker(client, queues.chat, both, (ConversationWorkflow,))]
    if layout is not Layout.CHAT and activities.ingest is not None:
        found.append(build_ingest_worker(client, activities.ingest))
    return found


def build_turn_worker(client: Client, activities: Activities, queue: str = SCALED.ai) -> Worker:
    """The worker of turns alone."""
    return _worker(client, queue, activities.for_ai())


def build_ingest_worker(client: Client, activities: IngestActivities) -> Worker:
    """The worker that reads sources: beside those that answer, or alone in a command."""
    return _worker(client, QUEUE, activities.all(), (IngestWorkflow, RefreshWorkflow))


def build_id() -> str:
    """Name the workflow code in each workflow task, for people who debug.

    The SDK's default hashes the code of every loaded module, which takes seconds.
    """
    folder = Path(__file__).parent
    code = b"".join((folder / name).read_bytes() for name in REPLAYED)
    return f"baton-{sha256(code).hexdigest()[:12]}"


def _worker(
    client: Client,
    queue: str,
    activities: Sequence[Callable[..., Any]],
    workflows: Sequence[type] = (),
) -> Worker:
    return Worker(
        client,
        task_queue=queue,
        workflows=workflows,
        activities=activities,
        workflow_runner=UnsandboxedWorkflowRunner(),  # the tests run in the sandbox: ADR 0007
        build_id=build_id(),
        max_cached_workflows=CACHED_CONVERSATIONS,
        max_concurrent_activities=CONCURRENT_ACTIVITIES,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        max_heartbeat_throttle_interval=HEARTBEAT_INTERVAL,
        sticky_queue_schedule_to_start_timeout=STICKY_LIMIT,
        graceful_shutdown_timeout=GRACE,
    )
