"""What visitors and reps say of an answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.views import AnswerFeedbackView, OwnerView, RepFeedbackView, TurnView
from core.vocabulary import AuthorKind
from store import answers
from store.dialect import upsert
from store.tables import CONVERSATIONS, FEEDBACK, MESSAGES, REP_FEEDBACK, REPS

f, p, m = FEEDBACK.c, REP_FEEDBACK.c, MESSAGES.c


def give(
    s: Session,
    now: datetime,
    *,
    conversation_id: str,
    visitor_id: str,
    message_id: str,
    helpful: bool,
) -> None:
    """Keep the newest word on an answer in the visitor's own conversation; 404 otherwise."""
    _require_answer(s, conversation_id, message_id, CONVERSATIONS.c.visitor_id == visitor_id)
    values = {"helpful": helpful, "created_at": now}
    statement = upsert(s, FEEDBACK).values(
        message_id=message_id, conversation_id=conversation_id, **values
    )
    s.execute(statement.on_conflict_do_update(index_elements=[f.message_id], set_=values))
    if not helpful:
        answers.refuse(s, message_id)


def give_as_rep(
    s: Session,
    now: datetime,
    *,
    conversation_id: str,
    rep_id: str,
    message_id: str,
    helpful: bool,
    note: str = "",
) -> None:
    """Keep the rep's newest word on an answer of the AI in this conversation; 404 otherwise."""
    _require_answer(s, conversation_id, message_id)
    values = {"helpful": helpful, "note": note, "created_at": now}
    statement = upsert(s, REP_FEEDBACK).values(
        message_id=message_id, rep_id=rep_id, conversation_id=conversation_id, **values
    )
    s.execute(statement.on_conflict_do_update(index_elements=[p.message_id, p.rep_id], set_=values))
    if not helpful:
        answers.refuse(s, message_id)


def attached(s: Session, conversation_id: str, turns: Sequence[TurnView]) -> list[TurnView]:
    """The turns with what was said of their answers."""
    visitors = {
        turn_id: helpful
        for turn_id, helpful in s.execute(
            select(m.turn_id, f.helpful)
            .join(FEEDBACK, f.message_id == m.id)
            .where(f.conversation_id == conversation_id)
        )
    }
    reps: dict[str, list[RepFeedbackView]] = {}
    for row in s.execute(
        select(m.turn_id, p.rep_id, REPS.c.name, p.helpful, p.note, p.created_at)
        .join(REP_FEEDBACK, p.message_id == m.id)
        .join(REPS, p.rep_id == REPS.c.id)
        .where(p.conversation_id == conversation_id)
        .order_by(p.created_at)
    ):
        word = RepFeedbackView(
            rep=OwnerView(id=row.rep_id, name=row.name),
            helpful=row.helpful,
            note=row.note,
            at=row.created_at,
        )
        reps.setdefault(row.turn_id, []).append(word)
    return [
        turn.model_copy(
            update={
                "feedback": AnswerFeedbackView(
                    visitor=visitors.get(turn.id), reps=reps.get(turn.id, [])
                )
            }
        )
        if turn.id in visitors or turn.id in reps
        else turn
        for turn in turns
    ]


def _require_answer(
    s: Session, conversation_id: str, message_id: str, *conditions: ColumnElement[bool]
) -> None:
    """Make sure that the message is an answer of the AI in this conversation; 404 otherwise."""
    query = (
        select(m.id)
        .join(CONVERSATIONS, m.conversation_id == CONVERSATIONS.c.id)
        .where(
            m.id == message_id,
            m.author_kind == AuthorKind.ASSISTANT,
            m.conversation_id == conversation_id,
            *conditions,
        )
    )
    if s.execute(query).scalar_one_or_none() is None:
        raise NotFound(f"There is no answer {message_id!r} in this conversation.")
