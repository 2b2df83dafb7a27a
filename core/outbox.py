"""Signals that a transaction left behind for the workflow."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.vocabulary import Mode, Reason, SignalName


@dataclass(frozen=True, slots=True)
class WorkflowStart:
    """What a conversation's workflow must know if the signal is its first; durations in seconds."""

    conversation_id: str
    assistant_id: str
    mode: Mode
    epoch: int
    answered_upto: int
    unread_upto: int
    hold_until: datetime | None
    waiting_since: datetime | None
    owner_id: str | None
    reason: Reason | None
    idle_resume_s: float
    idle_warn_s: float
    response_target_s: float


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One signal to send at least once.

    `payload` by signal: `visitor_message` {seq}; `human_takeover` {epoch, rep_id};
    `hold` {epoch, rep_id, until}; `handoff_requested` {epoch, reason, since};
    `hand_back`, `close`, `reopen` {epoch, answered_upto}. Times are RFC 3339 texts. Messages up to
    `answered_upto` need no answer of the AI any more.
    """

    id: int
    conversation_id: str
    signal: SignalName
    payload: dict[str, Any]
    start: WorkflowStart
