"""What people do to a conversation: speak, take over, hold, give back, close, ask for a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from core import ownership
from core.errors import HeldByOther
from core.markdown import plain_html
from core.views import AttachmentView, AuthorView, RepView
from core.vocabulary import MessageKind, Mode, Reason, SignalName
from store import actions, messages, owed
from store.change import Change, NewMessage, UnitOfWork
from store.tables import CONVERSATIONS, VISITORS


def reply(
    s: Session,
    now: datetime,
    *,
    conversation_id: str,
    rep: RepView,
    client_id: str,
    text: str,
    html: str,
    kind: MessageKind = MessageKind.REPLY,
    attachments: Sequence[AttachmentView] = (),
    confirm: bool = False,
) -> Change:
    """Store what a rep wrote; a reply takes the conversation over in the same transaction.

    Errors: 409 `held_by_other` when another rep owns it and `confirm` is not given; nothing is
    stored then. Idempotent by `client_id` (`UnitOfWork.sent_before`).
    """
    work = UnitOfWork.lock(s, now, conversation_id)
    new = NewMessage(rep.author, text, html, kind, client_id, attachments=attachments)
    known = work.sent_before(new)
    if known:
        return work.unchanged(known)
    if kind is MessageKind.NOTE:
        return _note(work, rep, new)
    _refuse_held_by_other(s, work, rep, confirm)
    taken = work.set_ownership(ownership.take_over(work.ownership, rep.id))
    message = work.add_message(new)
    if taken:
        _taken(work, rep)
    if taken or work.row.due_at or work.row.resume_at or work.row.hold_until:
        work.updated(rep.author, internal=not taken)
    work.set(
        last_human_at=now,
        last_rep_seq=message.seq,
        answered_upto=work.row.last_visitor_seq,
        due_at=None,
        resume_at=None,
    )
    return work.finish()


def take_over(
    s: Session, now: datetime, *, conversation_id: str, rep: RepView, confirm: bool = False
) -> Change:
    """Silence the AI without a message. Errors: 409 `held_by_other` without `confirm`."""
    return _take(s, now, conversation_id, rep, hold_until=None, confirm=confirm)


def hold(
    s: Session,
    now: datetime,
    *,
    conversation_id: str,
    rep: RepView,
    seconds: float,
    confirm: bool = False,
) -> Change:
    """Keep the AI off for `seconds` from now. Errors: 409 `held_by_other` without `confirm`."""
    until = now + timedelta(seconds=seconds)
    return _take(s, now, conversation_id, rep, hold_until=until, confirm=confirm)


def hand_back(s: Session, now: datetime, *, conversation_id: str, rep: RepView) -> Change:
    """Give the conversation to the AI: it answers the next visitor message.

    When nobody has written to the visitor meanwhile, it also answers what is still open.
    """
    work = UnitOfWork.lock(s, now, conversation_id)
    by = rep.author
    return _give_to_ai(work, SignalName.HAND_BACK, by, with_open=owed.is_silent(work))


def close(s: Session, now: datetime, *, conversation_id: str, rep: RepView) -> Change:
    """End it; the next visitor message opens it for the AI."""
    return _leave(s, now, conversation_id, rep, SignalName.CLOSE)


def reopen(s: Session, now: datetime, *, conversation_id: str, rep: RepView) -> Change:
    """Bring a closed conversation back; the AI answers the next visitor message."""
    return _leave(s, now, conversation_id, rep, SignalName.REOPEN)


def request_handoff(
    s: Session,
    now: datetime,
    *,
    conversation_id: str,
    visitor_id: str,
    line: str,
    note: str = "",
    email: str | None = None,
) -> Change:
    """The visitor asks for a person by the button; `line` says honestly what happens next."""
    work = UnitOfWork.lock_for_visitor(s, now, conversation_id, visitor_id)
    if email:
        s.execute(update(VISITORS).where(VISITORS.c.id == visitor_id).values(email=email))
    wanted = ownership.request_handoff(work.ownership, Reason.VISITOR_BUTTON, now)
    if not work.set_ownership(wanted):
        return work.unchanged()
    target = timedelta(seconds=work.settings.response_target_s)
    work.set(summary=note, escalated_at=now, due_at=now + target, taken_seq=work.row.seq)
    work.add_message(NewMessage(work.system, line, plain_html(line)))
    work.updated(work.visitor)
    work.signal(
        SignalName.HANDOFF_REQUESTED,
        epoch=wanted.epoch,
        reason=Reason.VISITOR_BUTTON,
        since=now.isoformat(),
    )
    return work.finish()


def withdraw(s: Session, now: datetime, *, conversation_id: str, visitor_id: str) -> Change:
    """The visitor no longer wants a person: the AI answers what is still open.

    Once somebody took over it is theirs to end.
    """
    work = UnitOfWork.lock_for_visitor(s, now, conversation_id, visitor_id)
    if work.row.mode != Mode.WAITING:
        return work.unchanged()
    return _give_to_ai(work, SignalName.HAND_BACK, work.visitor, with_open=True)


def note_human_activity(
    s: Session, now: datetime, *, conversation_id: str, rep: RepView
) -> Change | None:
    """The owner is typing: the idle clock starts anew, and a pending warning is withdrawn."""
    work = UnitOfWork.lock(s, now, conversation_id)
    if work.row.mode != Mode.HUMAN or work.row.owner_id != rep.id:
        return None
    if work.row.resume_at is None:
        own = CONVERSATIONS.c.id == conversation_id
        s.execute(update(CONVERSATIONS).where(own).values(last_human_at=now))
        return None
    work.set(last_human_at=now, resume_at=None)
    work.updated(rep.author, internal=True)
    return work.finish()


def _note(work: UnitOfWork, rep: RepView, new: NewMessage) -> Change:
    work.add_message(new)
    if work.row.owner_id == rep.id:
        work.set(last_human_at=work.now)
        if work.row.resume_at:
            work.set(resume_at=None)
            work.updated(rep.author, internal=True)
    return work.finish()


def _take(
    s: Session,
    now: datetime,
    conversation_id: str,
    rep: RepView,
    *,
    hold_until: datetime | None,
    confirm: bool,
) -> Change:
    work = UnitOfWork.lock(s, now, conversation_id)
    _refuse_held_by_other(s, work, rep, confirm)
    before = work.ownership
    wanted = (
        ownership.hold(before, rep.id, hold_until)
        if hold_until
        else ownership.take_over(before, rep.id)
    )
    if wanted == before and not work.row.resume_at:
        return work.unchanged()
    taken = work.set_ownership(wanted)
    is_owed = owed.is_owed(work)
    if taken:
        _taken(work, rep, is_owed=is_owed)
    if is_owed:
        work.set(due_at=owed.due_at(work))
    if hold_until:
        work.signal(
            SignalName.HOLD, epoch=wanted.epoch, rep_id=rep.id, until=hold_until.isoformat()
        )
    work.set(last_human_at=now)
    work.updated(rep.author)
    return work.finish()


def _leave(
    s: Session, now: datetime, conversation_id: str, rep: RepView, signal: SignalName
) -> Change:
    work = UnitOfWork.lock(s, now, conversation_id)
    return _give_to_ai(work, signal, rep.author)


_TRANSITIONS = {
    SignalName.HAND_BACK: ownership.hand_back,
    SignalName.CLOSE: ownership.close,
    SignalName.REOPEN: ownership.reopen,
}


def _give_to_ai(
    work: UnitOfWork, signal: SignalName, by: AuthorView, *, with_open: bool = False
) -> Change:
    changed = give_to_ai(work, signal, by, with_open=with_open)
    return work.finish() if changed else work.unchanged()


def give_to_ai(
    work: UnitOfWork, signal: SignalName, by: AuthorView, *, with_open: bool = False
) -> bool:
    """Everything so far counts as answered, and the AI turns to what comes next; `with_open`: what
    nobody has answered is due. A form goes on only then, and only if no person has written.

    Says whether that is a change.
    """
    if not work.set_ownership(_TRANSITIONS[signal](work.ownership)):
        return False
    answered = work.row.answered_upto if with_open else work.row.last_visitor_seq
    work.set(answered_upto=answered, due_at=None, summary="", escalated_at=None)
    work.updated(by)
    if not (with_open and owed.is_silent(work)):
        actions.leave_off(work)
    work.signal(signal, epoch=work.get("epoch"), answered_upto=answered)
    return True


def _taken(work: UnitOfWork, rep: RepView, *, is_owed: bool = False) -> None:
    """Tell the workflow; among people a conversation changes hands, but is not taken anew."""
    if work.row.mode != Mode.HUMAN:
        work.set(taken_seq=work.row.seq)
    work.signal(SignalName.HUMAN_TAKEOVER, epoch=work.get("epoch"), rep_id=rep.id, is_owed=is_owed)


def _refuse_held_by_other(s: Session, work: UnitOfWork, rep: RepView, confirm: bool) -> None:
    row = work.row
    if confirm or row.mode != Mode.HUMAN or row.owner_id == rep.id:
        return
    newest = messages.newest_of(s, row.id, row.owner_id)
    raise HeldByOther(
        f"{row.owner_name} has taken this conversation.",
        owner={"id": row.owner_id, "name": row.owner_name},
        message=newest.model_dump(mode="json") if newest else None,
    )
