"""What was asked before: an assistant's own questions, to measure a change against."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import Subquery

from core.vocabulary import AuthorKind, Decision, MessageKind, Reason, TurnState
from store.tables import CONVERSATIONS, MESSAGES, TURNS

u, m, c = TURNS.c, MESSAGES.c, CONVERSATIONS.c

WINDOW: Final = timedelta(days=90)
NEWEST: Final = 2_000
NEVER: Final = 2.0
"""A threshold that nothing reaches."""
CONVERSATIONS_LOOKED_AT: Final = 4_000

# Turns that asked the documents and were graded: small talk, what nobody can read, steps of an
# action and wishes for a person say nothing about the threshold, and what failed was never graded.
_GRADED = and_(
    u.state == TurnState.COMMITTED,
    u.answerable.is_not(None),
    or_(
        u.decision == Decision.ANSWER,
        and_(
            u.decision == Decision.HANDOFF,
            u.reason.in_([Reason.NO_ANSWER, Reason.LOW_CONFIDENCE]),
        ),
    ),
)


@dataclass(frozen=True)
class PastTurn:
    """What one turn was asked: the visitor's messages after `after_seq` up to `upto_seq`."""

    turn_id: str
    conversation_id: str
    after_seq: int
    upto_seq: int


@dataclass(frozen=True)
class Graded:
    """How answerable a question was; `refused`: it reached the threshold of its time and yet went
    to a person, since the model found no answer or what it wrote had no support.
    """

    answerable: float
    at: datetime
    refused: bool


def graded(s: Session, now: datetime, assistant_id: str) -> list[Graded]:
    """How the newest questions were graded; newest first."""
    recent = _recent(now, assistant_id)
    handed_over = case((u.decision == Decision.HANDOFF, u.trace), else_=None)
    query = (
        select(u.answerable, u.started_at, handed_over)
        .join_from(recent, TURNS, u.conversation_id == recent.c.id)
        .where(_GRADED)
        .order_by(u.started_at.desc())
        .limit(NEWEST)
    )
    return [
        Graded(float(value), at, trace is not None and value >= trace.get("threshold", NEVER))
        for value, at, trace in s.execute(query)
    ]


def answered(s: Session, now: datetime, assistant_id: str, limit: int) -> list[PastTurn]:
    """The newest questions that were answered."""
    recent = _recent(now, assistant_id)
    query = (
        select(u.id, u.conversation_id, u.upto_seq)
        .join_from(recent, TURNS, u.conversation_id == recent.c.id)
        .where(u.state == TurnState.COMMITTED, u.decision == Decision.ANSWER)
        .order_by(u.started_at.desc())
        .limit(limit)
    )
    return [
        PastTurn(turn_id, conversation_id, answered_before(s, conversation_id, upto), upto)
        for turn_id, conversation_id, upto in s.execute(query).all()
    ]


def answered_before(s: Session, conversation_id: str, upto_seq: int) -> int:
    """Up to which seq the AI or a person had answered when a turn up to `upto_seq` began."""
    turn = select(func.max(u.upto_seq)).where(
        u.conversation_id == conversation_id, u.state == TurnState.COMMITTED, u.upto_seq < upto_seq
    )
    rep = select(func.max(m.seq)).where(
        m.conversation_id == conversation_id,
        m.author_kind == AuthorKind.REP,
        m.kind == MessageKind.REPLY,
        m.seq < upto_seq,
    )
    return max(s.execute(turn).scalar() or 0, s.execute(rep).scalar() or 0)


def was_in_form(s: Session, conversation_id: str, upto_seq: int) -> bool:
    """Whether the turn before the one up to `upto_seq` took a step of a custom action, and left no
    question open beside it."""
    query = (
        select(u.decision, u.trace)
        .where(
            u.conversation_id == conversation_id,
            u.state == TurnState.COMMITTED,
            u.upto_seq < upto_seq,
        )
        .order_by(u.upto_seq.desc())
        .limit(1)
    )
    found = s.execute(query).one_or_none()
    if found is None or found.decision != Decision.ACTION:
        return False
    return not (found.trace or {}).get("signals", {}).get("left_open")


def _recent(now: datetime, assistant_id: str) -> Subquery:
    """The assistant's newest conversations: an index answers it, however many there are."""
    return (
        select(c.id)
        .where(c.assistant_id == assistant_id, c.created_at > now - WINDOW)
        .order_by(c.created_at.desc())
        .limit(CONVERSATIONS_LOOKED_AT)
        .subquery()
    )
