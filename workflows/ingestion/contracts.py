"""What crosses Temporal about ingestions: ids and numbers, never addresses, names or texts."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

TAKE_UP: Final = "take_up_ingestion"
READ_SOURCE: Final = "read_source"
GIVE_UP: Final = "give_up_ingestion"
CLEAR_SOURCE: Final = "clear_source"
ASK_FOR_REFRESH: Final = "ask_for_refresh"

QUEUE: Final = "knowledge"
READ_TIMEOUT: Final = timedelta(hours=24)
# A Baton that was killed while it read a source goes on this long after it is back.
READ_HEARTBEAT_TIMEOUT: Final = timedelta(seconds=8)
READ_ATTEMPTS: Final = 50
SHORT_TIMEOUT: Final = timedelta(seconds=60)


def ingest_id(source_id: str) -> str:
    return f"ingest:{source_id}"


def refresh_id(source_id: str) -> str:
    """The id of a source's schedule, and what the ids of its workflows begin with."""
    return f"refresh:{source_id}"


class IngestOutcome(StrEnum):
    """What became of the newest run, or of the source."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    REMOVED = "removed"


@dataclass
class IngestState:
    """All that a run of the workflow knows; SQL says what is to be done.

    `queue`: where its activities are worked on. `retry_s`: the first pause after a failed attempt.
    """

    source_id: str
    kind: str = ""
    queue: str = QUEUE
    runs: int = 0
    failed: int = 0
    outcome: IngestOutcome = IngestOutcome.QUEUED
    retry_s: float = 1.0


@dataclass
class SourceInput:
    source_id: str


@dataclass
class RunInput:
    source_id: str
    run_id: str


@dataclass
class TakenUp:
    """What SQL wants: a run with this id, the removal of the source, or nothing."""

    run_id: str | None = None
    removed: bool = False


@dataclass
class RunResult:
    """How a run ended: done, failed with the code of the error, stopped, or removed."""

    outcome: IngestOutcome
    documents: int = 0
    chunks: int = 0
    failed: int = 0
    error: str | None = None
