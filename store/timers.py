"""What is due in a conversation that a person holds: warn, give back, or call for everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import ownership
from core.vocabulary import Mode, Reason, SignalName
from store.change import Change, Writing


@dataclass(frozen=True)
class TimerVerdict:
    """`again_in_s`: when to ask again; None when there is nothing left to wait for."""

    acted: bool
    again_in_s: float | None
    change: Change | None = None


NOTHING = TimerVerdict(acted=False, again_in_s=None)


def check_idle(s: Session, now: datetime, *, conversation_id: str, epoch: int) -> TimerVerdict:
    """Look at the last human signal; an older epoch has nothing left to wait for.

    While the visitor waits for the owner, idleness is not counted: at the end of the response time
    the conversation waits for everybody again.
    """
    writing = Writing.lock(s, now, conversation_id)
    if writing.row.mode != Mode.HUMAN or writing.row.epoch != epoch:
        return NOTHING
    if writing.row.last_visitor_seq > writing.row.answered_upto:
        return _response_clock(writing)
    return _idle_clock(writing)


def check_hold(s: Session, now: datetime, *, conversation_id: str, epoch: int) -> TimerVerdict:
    """End a hold whose time is over.

    If the rep has written nothing, the AI gets the conversation back with all that is unanswered.
    """
    writing = Writing.lock(s, now, conversation_id)
    until = writing.row.hold_until
    if writing.row.epoch != epoch or until is None:
        return NOTHING
    if now < until:
        return _again(until - now)
    writing.set(hold_until=None)
    if writing.row.last_rep_seq <= writing.row.taken_seq:
        return _to_ai(writing)
    writing.updated(internal=True)
    return TimerVerdict(acted=True, again_in_s=None, change=writing.finish())


def _response_clock(writing: Writing) -> TimerVerdict:
    target = timedelta(seconds=writing.settings.response_target_s)
    ends = max(_last_human(writing), writing.row.last_visitor_at) + target
    if writing.now < ends:
        return _again(ends - writing.now)
    since = writing.row.last_visitor_at
    wanted = ownership.release(writing.ownership, since)
    writing.own(wanted)
    writing.set(escalated_at=writing.row.escalated_at or writing.now, due_at=writing.now + target)
    writing.updated()
    writing.signal(
        SignalName.HANDOFF_REQUESTED,
        epoch=wanted.epoch,
        reason=wanted.reason or Reason.REP_SILENT,
        since=since.isoformat(),
    )
    return TimerVerdict(acted=True, again_in_s=None, change=writing.finish())


def _idle_clock(writing: Writing) -> TimerVerdict:
    settings = writing.settings
    resume_at = _last_human(writing) + timedelta(seconds=settings.idle_resume_s)
    warn_at = resume_at - timedelta(seconds=settings.idle_warn_s)
    if writing.now >= resume_at:
        return _to_ai(writing)
    if writing.now < warn_at:
        return _again(warn_at - writing.now)
    if writing.row.resume_at == resume_at:
        return _again(resume_at - writing.now)
    writing.set(resume_at=resume_at)
    writing.updated(internal=True)
    left = (resume_at - writing.now).total_seconds()
    return TimerVerdict(acted=False, again_in_s=left, change=writing.finish())


def _to_ai(writing: Writing) -> TimerVerdict:
    wanted = ownership.hand_back(writing.ownership)
    writing.own(wanted)
    writing.set(due_at=None, summary="", escalated_at=None)
    writing.updated()
    answered = writing.row.answered_upto
    writing.signal(SignalName.HAND_BACK, epoch=wanted.epoch, answered_upto=answered)
    return TimerVerdict(acted=True, again_in_s=None, change=writing.finish())


def _last_human(writing: Writing) -> datetime:
    """The last sign of the owner; a hold counts until it ends."""
    moments = [writing.row.last_human_at, writing.row.hold_until]
    latest: datetime = max(moment for moment in moments if moment is not None)
    return latest


def _again(wait: timedelta) -> TimerVerdict:
    return TimerVerdict(acted=False, again_in_s=max(wait.total_seconds(), 0.01))
