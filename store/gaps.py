"""Knowledge gaps: questions of one meaning that the documents did not answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.vocabulary import GapState
from store import cursors
from store.tables import GAP_QUESTIONS, GAPS

g, q = GAPS.c, GAP_QUESTIONS.c

EXAMPLES = 3
QUESTIONS_SHOWN = 100


@dataclass(frozen=True)
class Question:
    """One question of a gap, as the visitor wrote it."""

    turn_id: str
    conversation_id: str
    question: str
    reason: str
    at: datetime
    after_seq: int
    upto_seq: int


@dataclass(frozen=True)
class Gap:
    """`question` is the most central one; `reasons` counts questions; `examples` are the newest."""

    id: str
    assistant_id: str
    question: str
    state: GapState
    count: int
    last_at: datetime
    changed_at: datetime
    human_minutes: float = 0.0
    reasons: Mapping[str, int] = field(default_factory=dict)
    examples: Sequence[Question] = ()


def listed(
    s: Session,
    *,
    state: GapState,
    assistant_id: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> tuple[list[Gap], str | None]:
    """The most asked first; returns the next cursor. Errors: 422 `bad_cursor`."""
    query = select(GAPS).where(g.state == state)
    if assistant_id:
        query = query.where(g.assistant_id == assistant_id)
    if cursor:
        query = query.where(_after(cursor))
    query = query.order_by(g.count.desc(), g.last_at.desc(), g.id).limit(limit + 1)
    rows = [dict(row) for row in s.execute(query).mappings()]
    following = _cursor(rows[limit - 1]) if len(rows) > limit else None
    return _complete(s, rows[:limit]), following


def get(s: Session, gap_id: str) -> Gap:
    """One gap; 404 when there is none."""
    row = s.execute(select(GAPS).where(g.id == gap_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no knowledge gap {gap_id!r}.")
    return _complete(s, [dict(row)])[0]


def questions(s: Session, gap_id: str, limit: int = QUESTIONS_SHOWN) -> list[Question]:
    """The gap's questions, newest first."""
    query = select(GAP_QUESTIONS).where(q.gap_id == gap_id).order_by(q.at.desc()).limit(limit)
    return [_question(row) for row in s.execute(query).mappings()]


def set_state(s: Session, now: datetime, gap_id: str, state: GapState) -> Gap:
    """Open, dismiss or count as answered; 404 when there is no such gap."""
    get(s, gap_id)
    change = update(GAPS).where(g.id == gap_id, g.state != state)
    s.execute(change.values(state=state, changed_at=now))
    return get(s, gap_id)


def _complete(s: Session, rows: Sequence[Mapping[str, Any]]) -> list[Gap]:
    """Add what is counted from the questions, in two statements for the whole page."""
    ids = [row["id"] for row in rows]
    reasons: dict[str, dict[str, int]] = {gap_id: {} for gap_id in ids}
    seconds = dict.fromkeys(ids, 0.0)
    counted = (
        select(q.gap_id, q.reason, func.count(), func.sum(q.human_s))
        .where(q.gap_id.in_(ids))
        .group_by(q.gap_id, q.reason)
    )
    for gap_id, reason, count, spent in s.execute(counted):
        reasons[gap_id][reason] = count
        seconds[gap_id] += spent
    examples = _newest(s, ids)
    return [
        Gap(
            id=row["id"],
            assistant_id=row["assistant_id"],
            question=row["question"],
            state=GapState(row["state"]),
            count=row["count"],
            last_at=row["last_at"],
            changed_at=row["changed_at"],
            human_minutes=round(seconds[row["id"]] / 60, 1),
            reasons=reasons[row["id"]],
            examples=examples.get(row["id"], ()),
        )
        for row in rows
    ]


def _newest(s: Session, ids: Sequence[str]) -> dict[str, list[Question]]:
    place = func.row_number().over(partition_by=q.gap_id, order_by=q.at.desc()).label("place")
    ranked = select(GAP_QUESTIONS, place).where(q.gap_id.in_(ids)).subquery()
    query = select(ranked).where(ranked.c.place <= EXAMPLES).order_by(ranked.c.place)
    found: dict[str, list[Question]] = {}
    for row in s.execute(query).mappings():
        found.setdefault(row["gap_id"], []).append(_question(row))
    return found


def _question(row: Mapping[Any, Any]) -> Question:
    return Question(
        turn_id=row["turn_id"],
        conversation_id=row["conversation_id"],
        question=row["text"],
        reason=row["reason"],
        at=row["at"],
        after_seq=row["after_seq"],
        upto_seq=row["upto_seq"],
    )


def _cursor(row: Mapping[str, Any]) -> str:
    return cursors.pack(row["count"], row["last_at"], row["id"])


def _after(cursor: str) -> ColumnElement[bool]:
    count, moment, last_id = cursors.unpack(cursor, cursors.number, cursors.moment, cursors.name)
    later = or_(g.last_at < moment, and_(g.last_at == moment, g.id > last_id))
    return or_(g.count < count, and_(g.count == count, later))
