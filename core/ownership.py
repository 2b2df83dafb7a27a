"""Who may speak: pure transitions of one conversation.

Each change raises `epoch`, the fence against answers of the AI that come too late. A transition
that changes nothing returns its argument, so repeating one is harmless.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from core.vocabulary import Mode, Reason


@dataclass(frozen=True, slots=True)
class Ownership:
    """`waiting_since` is set exactly in mode `waiting`; `owner_id` exactly in mode `human`."""

    mode: Mode = Mode.AI
    epoch: int = 1
    owner_id: str | None = None
    hold_until: datetime | None = None
    waiting_since: datetime | None = None
    reason: Reason | None = None


def take_over(state: Ownership, rep_id: str) -> Ownership:
    """A person speaks from now on; a hold of theirs ends, since they are here."""
    if state.mode is Mode.HUMAN and state.owner_id == rep_id:
        return replace(state, hold_until=None) if state.hold_until else state
    return Ownership(Mode.HUMAN, state.epoch + 1, owner_id=rep_id, reason=state.reason)


def hold(state: Ownership, rep_id: str, until: datetime) -> Ownership:
    """A person keeps the AI off until `until` without having to write."""
    return replace(take_over(state, rep_id), hold_until=until)


def request_handoff(state: Ownership, reason: Reason, now: datetime) -> Ownership:
    """A person is wanted; already waiting or held, nothing changes."""
    if state.mode in (Mode.WAITING, Mode.HUMAN):
        return state
    return Ownership(Mode.WAITING, state.epoch + 1, waiting_since=now, reason=reason)


def release(state: Ownership, since: datetime) -> Ownership:
    """The owner stayed silent while the visitor waited: everybody may take it again."""
    if state.mode is not Mode.HUMAN:
        return state
    reason = state.reason or Reason.REP_SILENT
    return Ownership(Mode.WAITING, state.epoch + 1, waiting_since=since, reason=reason)


def hand_back(state: Ownership) -> Ownership:
    """The AI may speak again; also ends waiting when the visitor withdraws."""
    if state.mode not in (Mode.WAITING, Mode.HUMAN):
        return state
    return Ownership(Mode.AI, state.epoch + 1)


def close(state: Ownership) -> Ownership:
    """Nobody needs to speak; the next visitor message opens it for the AI."""
    if state.mode is Mode.CLOSED:
        return state
    return Ownership(Mode.CLOSED, state.epoch + 1)


def reopen(state: Ownership) -> Ownership:
    """A closed conversation belongs to the AI again."""
    if state.mode is not Mode.CLOSED:
        return state
    return Ownership(Mode.AI, state.epoch + 1)
