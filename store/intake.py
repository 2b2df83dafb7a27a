"""Taking in what visitors write."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ownership
from core.ids import new_id
from core.markdown import plain_html
from core.views import AttachmentView
from core.vocabulary import Mode, SignalName
from store import control, owed
from store.change import Change, NewMessage, UnitOfWork
from store.dialect import upsert
from store.tables import CONVERSATIONS

c = CONVERSATIONS.c


def start(
    s: Session,
    now: datetime,
    *,
    assistant_id: str,
    visitor_id: str,
    client_id: str,
    text: str,
    page: dict[str, Any] | None = None,
    attachments: Sequence[AttachmentView] = (),
) -> Change:
    """Open a conversation with its first message; the same client id again returns the first."""
    statement = upsert(s, CONVERSATIONS).values(
        id=new_id("cnv"),
        assistant_id=assistant_id,
        visitor_id=visitor_id,
        client_id=client_id,
        mode=Mode.AI,
        epoch=1,
        page=page,
        created_at=now,
        updated_at=now,
        summary="",
        taken_seq=0,
        last_rep_seq=0,
        last_visitor_seq=0,
        answered_upto=0,
        seq=0,
    )
    s.execute(statement.on_conflict_do_nothing(index_elements=[c.visitor_id, c.client_id]))
    query = select(c.id).where(c.visitor_id == visitor_id, c.client_id == client_id)
    conversation_id = s.execute(query).scalar_one()
    return receive(
        s,
        now,
        conversation_id=conversation_id,
        visitor_id=visitor_id,
        client_id=client_id,
        text=text,
        attachments=attachments,
    )


def receive(
    s: Session,
    now: datetime,
    *,
    conversation_id: str,
    visitor_id: str,
    client_id: str,
    text: str,
    attachments: Sequence[AttachmentView] = (),
    settled: bool = False,
) -> Change:
    """Store a visitor's message and leave the signal that wakes the workflow.

    Idempotent by `client_id` (`UnitOfWork.sent_before`). A closed conversation belongs to the AI
    again. `settled`: the message says that nothing is needed any more; who waits for a person
    withdraws by it, and what was asked before counts as answered.
    """
    work = UnitOfWork.lock_for_visitor(s, now, conversation_id, visitor_id)
    new = NewMessage(
        work.visitor, text, plain_html(text), client_id=client_id, attachments=attachments
    )
    known = work.sent_before(new)
    if known:
        return work.unchanged(known)
    reopened = work.set_ownership(ownership.reopen(work.ownership))
    message = work.add_message(new)
    work.set(last_visitor_seq=message.seq, last_visitor_at=now)
    if reopened:
        work.updated(work.visitor)
        work.signal(
            SignalName.REOPEN,
            epoch=work.get("epoch"),
            answered_upto=work.get("answered_upto"),
        )
    elif work.get("mode") == Mode.HUMAN:
        _start_response_clock(work)
    elif settled and work.get("mode") == Mode.WAITING:
        control.give_to_ai(work, SignalName.HAND_BACK, work.visitor)
    work.signal(SignalName.VISITOR_MESSAGE, seq=message.seq)
    return work.finish()


def _start_response_clock(work: UnitOfWork) -> None:
    """The person who took the conversation has something to answer: idleness is no topic now."""
    if work.row.due_at is None:
        work.set(due_at=owed.due_at(work), resume_at=None)
        work.updated(work.visitor, internal=True)
