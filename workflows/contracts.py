"""What crosses Temporal: ids, numbers and enums only, never texts, so histories stay small.

Defaults let an operator send a signal by hand, and let old histories be read by newer code.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from core.outbox import WorkflowStart
from core.vocabulary import Decision, Mode, Reason

AI_TURN: Final = "ai_turn"
FAIL_TURN: Final = "fail_turn"
CHECK_IDLE: Final = "check_idle"
CHECK_HOLD: Final = "check_hold"

TURN_TIMEOUT: Final = timedelta(seconds=60)
TURN_HEARTBEAT_TIMEOUT: Final = timedelta(seconds=4)
HEARTBEAT_INTERVAL: Final = timedelta(seconds=1)
TURN_ATTEMPTS: Final = 3
# Shorter than the default of 10 s: so long wait conversations whose worker was killed in a task.
TASK_TIMEOUT: Final = timedelta(seconds=5)
CHECK_TIMEOUT: Final = timedelta(seconds=10)


@dataclass(frozen=True)
class Queues:
    """Task queues: `chat` for workflows and short activities, `ai` for turns.

    In one worker both are the same, so that a turn starts eagerly, with its workflow task.
    """

    chat: str = "chat"
    ai: str = "chat"


EMBEDDED: Final = Queues()
SCALED: Final = Queues(ai="ai")


def workflow_id(conversation_id: str) -> str:
    return f"conv:{conversation_id}"


@dataclass
class Timings:
    """Durations in seconds, from the assistant's settings; tests use tenths."""

    idle_resume_s: float = 600.0
    idle_warn_s: float = 60.0
    response_target_s: float = 300.0
    turn_retry_s: float = 1.0


@dataclass
class ConversationState:
    """All that a run knows and hands on to the next; SQL stays the truth.

    `unread_upto` and `answered_upto` are message seqs. `history_limit`: events after which the run
    continues as new, 0 leaves it to the server. `turn_count` also numbers the turns.
    """

    conversation_id: str
    assistant_id: str = ""
    mode: Mode = Mode.AI
    epoch: int = 1
    unread_upto: int = 0
    answered_upto: int = 0
    owner_id: str | None = None
    hold_until: datetime | None = None
    waiting_since: datetime | None = None
    reason: Reason | None = None
    sla_breached: bool = False
    idle_due_at: datetime | None = None
    tags: list[str] = field(default_factory=list)
    confidence: float | None = None
    decision: Decision | None = None
    turn_count: int = 0
    timings: Timings = field(default_factory=Timings)
    ai_queue: str = EMBEDDED.ai
    history_limit: int = 0

    @classmethod
    def of(cls, start: WorkflowStart, *, ai_queue: str = EMBEDDED.ai) -> "ConversationState":
        """The state of a run whose first signal carries `start`."""
        return cls(
            conversation_id=start.conversation_id,
            assistant_id=start.assistant_id,
            mode=start.mode,
            epoch=start.epoch,
            unread_upto=start.unread_upto,
            answered_upto=start.answered_upto,
            hold_until=start.hold_until,
            waiting_since=start.waiting_since,
            owner_id=start.owner_id,
            reason=start.reason,
            timings=Timings(start.idle_resume_s, start.idle_warn_s, start.response_target_s),
            ai_queue=ai_queue,
        )


@dataclass
class VisitorMessage:
    """The transcript has grown to `seq`; `epoch` and `mode` are those of its transaction."""

    seq: int
    epoch: int = 0
    mode: Mode = Mode.AI


@dataclass
class HumanTakeover:
    """`is_owed`: the rep has not written yet, and the visitor waits for a person."""

    epoch: int
    rep_id: str | None = None
    is_owed: bool = False


@dataclass
class Hold:
    epoch: int
    rep_id: str | None = None
    until: datetime | None = None


@dataclass
class HandoffRequested:
    epoch: int
    reason: Reason | None = None
    since: datetime | None = None


@dataclass
class ModeChange:
    """Hand back, close and reopen; `answered_upto`: nothing up to here is owed an answer."""

    epoch: int
    answered_upto: int = 0


@dataclass
class TurnInput:
    """`turn_id` stays the same over all attempts, so an answer is stored once."""

    conversation_id: str
    turn_id: str
    epoch: int
    upto_seq: int


class TurnEnd(StrEnum):
    """`done`: committed. `idle`: nothing to answer. `fenced`: somebody else may speak now."""

    DONE = "done"
    IDLE = "idle"
    FENCED = "fenced"


@dataclass
class Standing:
    """Who may speak, as SQL says; a higher epoch than one's own is news."""

    mode: Mode
    epoch: int
    owner_id: str | None = None
    hold_until: datetime | None = None
    waiting_since: datetime | None = None
    reason: Reason | None = None
    answered_upto: int = 0


@dataclass
class TurnResult:
    """What a turn came to; `tags` are names from the team's list."""

    end: TurnEnd
    upto_seq: int
    standing: Standing
    decision: Decision | None = None
    confidence: float | None = None
    tags: list[str] = field(default_factory=list)


@dataclass
class CheckInput:
    """`now` is the workflow's, so that a test that skips time moves one clock only."""

    conversation_id: str
    epoch: int
    now: datetime


@dataclass
class CheckResult:
    """`again_in_s` is when to look again; None: there is nothing to wait for."""

    acted: bool
    again_in_s: float | None
    standing: Standing
