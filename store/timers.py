"""What is due in a conversation that a person holds: warn, give back, or call for everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import ownership
from core.vocabulary import Mode, Reason, SignalName
from store import actions, owed
from store.change import Change, UnitOfWork


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
    work = UnitOfWork.lock(s, now, conversation_id)
    if work.row.mode != Mode.HUMAN or work.row.epoch != epoch:
        return NOTHING
    return _response_clock(work) if owed.is_owed(work) else _idle_clock(work)


def check_hold(s: Session, now: datetime, *, conversation_id: str, epoch: int) -> TimerVerdict:
    """End a hold whose time is over.

    If nobody has written to the visitor, it is as it was before: they wait for a person again, or
    the AI gets the conversation back with all that is unanswered. Otherwise idleness is counted
    from its end.
    """
    work = UnitOfWork.lock(s, now, conversation_id)
    until = work.row.hold_until
    if work.row.epoch != epoch or until is None:
        return NOTHING
    if now < until:
        return _again(until - now)
    work.set(hold_until=None, last_human_at=max(work.row.last_human_at, until))
    if owed.is_silent(work):
        handed_over = work.row.reason is not None and owed.is_owed(work)
        return _release(work) if handed_over else _to_ai(work)
    work.updated(work.system, internal=True)
    return TimerVerdict(acted=True, again_in_s=None, change=work.finish())


def _response_clock(work: UnitOfWork) -> TimerVerdict:
    target = timedelta(seconds=work.settings.response_target_s)
    ends = max(_last_human(work), work.row.last_visitor_at) + target
    return _again(ends - work.now) if work.now < ends else _release(work)


def _release(work: UnitOfWork) -> TimerVerdict:
    """Let everybody take it again: the visitor has waited since they wrote, or were handed over."""
    target = timedelta(seconds=work.settings.response_target_s)
    wrote = work.row.last_visitor_seq > work.row.answered_upto
    since = work.row.last_visitor_at if wrote else work.row.escalated_at or work.row.last_visitor_at
    wanted = ownership.release(work.ownership, since)
    work.set_ownership(wanted)
    work.set(escalated_at=work.row.escalated_at or work.now, due_at=work.now + target)
    work.updated(work.system)
    work.signal(
        SignalName.HANDOFF_REQUESTED,
        epoch=wanted.epoch,
        reason=wanted.reason or Reason.REP_SILENT,
        since=since.isoformat(),
    )
    return TimerVerdict(acted=True, again_in_s=None, change=work.finish())


def _idle_clock(work: UnitOfWork) -> TimerVerdict:
    """Warn once, then give back. A look that comes late (Baton was down) still warns first."""
    settings, resume_at = work.settings, work.row.resume_at
    if resume_at:
        return _to_ai(work) if work.now >= resume_at else _again(resume_at - work.now)
    resume_at = _last_human(work) + timedelta(seconds=settings.idle_resume_s)
    warning = timedelta(seconds=min(settings.idle_warn_s, settings.idle_resume_s))
    if work.now < resume_at - warning:
        return _again(resume_at - warning - work.now)
    resume_at = max(resume_at, work.now + warning)
    if work.now >= resume_at:
        return _to_ai(work)
    work.set(resume_at=resume_at)
    work.updated(work.system, internal=True)
    left = (resume_at - work.now).total_seconds()
    return TimerVerdict(acted=False, again_in_s=left, change=work.finish())


def _to_ai(work: UnitOfWork) -> TimerVerdict:
    wanted = ownership.hand_back(work.ownership)
    work.set_ownership(wanted)
    work.set(due_at=None, summary="", escalated_at=None)
    work.updated(work.system)
    if not owed.is_silent(work):
        actions.leave_off(work)
    answered = work.row.answered_upto
    work.signal(SignalName.HAND_BACK, epoch=wanted.epoch, answered_upto=answered)
    return TimerVerdict(acted=True, again_in_s=None, change=work.finish())


def _last_human(work: UnitOfWork) -> datetime:
    """The last sign of the owner; a hold counts until it ends."""
    moments = [work.row.last_human_at, work.row.hold_until]
    latest: datetime = max(moment for moment in moments if moment is not None)
    return latest


def _again(wait: timedelta) -> TimerVerdict:
    return TimerVerdict(acted=False, again_in_s=max(wait.total_seconds(), 0.01))
