"""Turns that did not answer, on their way into knowledge gaps.

Grouping reads a batch, decides outside of any transaction, and stores all of it in one, if nobody
else has stored a step meanwhile. A turn has one row, so nothing is counted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, func, insert, literal_column, select, update
from sqlalchemy.orm import Session

from core.vocabulary import Decision, GapState, Reason, TurnState
from store import messages, past
from store.dialect import upsert
from store.messages import Line
from store.tables import (
    CONVERSATIONS,
    FEEDBACK,
    GAP_CURSORS,
    GAP_QUESTIONS,
    GAPS,
    MESSAGES,
    REP_FEEDBACK,
    TURNS,
)

u, q, g, k = TURNS.c, GAP_QUESTIONS.c, GAPS.c, GAP_CURSORS.c

LATE: Final = timedelta(minutes=1)
"""A turn may become visible this long after the time it carries."""
AT_ONCE: Final = 64
CONTEXT_MESSAGES: Final = 12
MEMBERS: Final = 200
GROUPS: Final = 5_000
UNHELPFUL: Final = "marked_unhelpful"
"""The reason of a question whose answer a visitor or a rep marked as not helpful."""
BEYOND_DOCUMENTS: Final = ("own_account", "asks_for_act")
"""Signals of a turn's trace."""
REASONS: Final = (
    Reason.NO_ANSWER,
    Reason.LOW_CONFIDENCE,
    Reason.REPEATED_QUESTION,
    Reason.UNRESOLVED_TURNS,
    Reason.HUMAN_REQUESTED,
)


@dataclass(frozen=True)
class FailedTurn:
    """`lines` end with what the turn was asked: the visitor's after `after_seq`.

    `beyond_documents`: the turn saw a question about the visitor's own account, or a wish to have
    something done, which no document can answer. `in_form`: the turn before it took a step
    of a custom action.
    """

    turn_id: str
    conversation_id: str
    assistant_id: str
    reason: str
    after_seq: int
    upto_seq: int
    started_at: datetime
    at: datetime
    lines: Sequence[Line]
    beyond_documents: bool = False
    in_form: bool = False


@dataclass(frozen=True)
class Batch:
    """What to group next; `version` is what the step must find unchanged."""

    version: int
    turns_at: datetime
    feedback_at: datetime
    turns: Sequence[FailedTurn]


@dataclass(frozen=True)
class Group:
    id: str
    state: GapState
    changed_at: datetime
    last_at: datetime
    count: int
    centre: bytes


@dataclass(frozen=True)
class Placed:
    """Where a turn's question belongs; without `gap_id` to no gap.

    The question is what the visitor wrote after `after_seq` up to `upto_seq`.
    """

    turn: FailedTurn
    after_seq: int
    upto_seq: int
    text: str = ""
    vector: bytes | None = None
    gap_id: str | None = None


@dataclass(frozen=True)
class GroupChange:
    """A gap as it is after a step."""

    id: str
    assistant_id: str
    question: str
    state: GapState
    centre: bytes
    last_at: datetime
    is_new: bool
    changed: bool


def batch(s: Session) -> Batch:
    """The oldest turns that are not yet looked at."""
    cursor = s.execute(select(GAP_CURSORS).where(k.name == "gaps")).mappings().one()
    handed = _rows(s, _handed_over(cursor["turns_at"] - LATE))
    marked = _rows(s, _marked(cursor["feedback_at"] - LATE))
    found = {row["id"]: row for row in [*marked, *handed]}
    return Batch(
        version=cursor["version"],
        turns_at=max((r["noticed_at"] for r in handed), default=cursor["turns_at"]),
        feedback_at=max((r["noticed_at"] for r in marked), default=cursor["feedback_at"]),
        turns=[_failed(s, row) for row in found.values()],
    )


def groups(s: Session, assistant_id: str) -> list[Group]:
    """The assistant's gaps in every state, those asked last first."""
    query = (
        select(g.id, g.state, g.changed_at, g.last_at, g.count.label("size"), g.centre)
        .where(g.assistant_id == assistant_id)
        .order_by(g.last_at.desc())
        .limit(GROUPS)
    )
    return [
        Group(row.id, GapState(row.state), row.changed_at, row.last_at, row.size, row.centre)
        for row in s.execute(query)
    ]


def members(s: Session, gap_id: str) -> list[tuple[str, bytes]]:
    """The newest questions of a gap with their vectors."""
    query = (
        select(q.text, q.vector)
        .where(q.gap_id == gap_id, q.vector.is_not(None))
        .order_by(q.at.desc())
        .limit(MEMBERS)
    )
    return [(text, vector) for text, vector in s.execute(query)]


def store(
    s: Session,
    now: datetime,
    step: Batch,
    placed: Sequence[Placed],
    changes: Sequence[GroupChange],
) -> bool:
    """Store one step whole; False when another process has stored one meanwhile.

    Turns of the step that are not placed are found again: the cursors do not pass them.
    """
    cursors: dict[str, Any] = {"version": step.version + 1}
    if len(placed) == len(step.turns):
        cursors |= {"turns_at": step.turns_at, "feedback_at": step.feedback_at}
    forward = (
        update(GAP_CURSORS)
        .where(k.name == "gaps", k.version == step.version)
        .values(cursors)
        .returning(k.version)
    )
    if s.execute(forward).scalar_one_or_none() is None:
        return False
    for change in changes:
        _write_group(s, now, change)
    if placed:
        s.execute(upsert(s, GAP_QUESTIONS).on_conflict_do_nothing(), [_row(p) for p in placed])
    for change in changes:
        counted = select(func.count()).where(q.gap_id == change.id).scalar_subquery()
        s.execute(update(GAPS).where(g.id == change.id).values(count=counted))
    return True


def _write_group(s: Session, now: datetime, change: GroupChange) -> None:
    values: dict[str, Any] = {
        "question": change.question,
        "state": change.state,
        "centre": change.centre,
        "last_at": change.last_at,
    }
    if change.is_new:
        fresh = {"id": change.id, "assistant_id": change.assistant_id, "count": 0}
        s.execute(insert(GAPS).values(**fresh, **values, changed_at=now, created_at=now))
        return
    if change.changed:
        values["changed_at"] = now
    s.execute(update(GAPS).where(g.id == change.id).values(values))


def _row(placed: Placed) -> dict[str, Any]:
    return {
        "turn_id": placed.turn.turn_id,
        "gap_id": placed.gap_id,
        "conversation_id": placed.turn.conversation_id,
        "text": placed.text,
        "reason": placed.turn.reason,
        "vector": placed.vector,
        "after_seq": placed.after_seq,
        "upto_seq": placed.upto_seq,
        "at": placed.turn.at,
        "human_s": 0.0,
        "counted_seq": 0,
        "settled": placed.gap_id is None,
    }


_TURN = (
    u.id,
    u.conversation_id,
    CONVERSATIONS.c.assistant_id,
    u.upto_seq,
    u.started_at,
    u.finished_at.label("at"),
    u.trace,
)


def _handed_over(since: datetime) -> Any:
    return (
        select(*_TURN, u.reason, u.finished_at.label("noticed_at"))
        .join(CONVERSATIONS, u.conversation_id == CONVERSATIONS.c.id)
        .where(
            # As text, so that SQLite sees that the partial index serves it.
            literal_column("turns.decision = 'handoff'"),
            u.finished_at > since,
            u.state == TurnState.COMMITTED,
            u.reason.in_(REASONS),
            ~exists().where(q.turn_id == u.id),
        )
        .order_by(u.finished_at, u.id)
        .limit(AT_ONCE)
    )


def _marked(since: datetime) -> Any:
    """Answers that a visitor or a rep marked as not helpful."""
    words = (
        select(FEEDBACK.c.message_id, FEEDBACK.c.created_at)
        .where(FEEDBACK.c.created_at > since, FEEDBACK.c.helpful.is_(False))
        .union_all(
            select(REP_FEEDBACK.c.message_id, REP_FEEDBACK.c.created_at).where(
                REP_FEEDBACK.c.created_at > since, REP_FEEDBACK.c.helpful.is_(False)
            )
        )
        .subquery()
    )
    return (
        select(*_TURN, literal_column(f"'{UNHELPFUL}'").label("reason"))
        .add_columns(words.c.created_at.label("noticed_at"))
        .join(MESSAGES, MESSAGES.c.id == words.c.message_id)
        .join(TURNS, u.id == MESSAGES.c.turn_id)
        .join(CONVERSATIONS, u.conversation_id == CONVERSATIONS.c.id)
        .where(u.decision == Decision.ANSWER, ~exists().where(q.turn_id == u.id))
        .order_by(words.c.created_at, u.id)
        .limit(AT_ONCE)
    )


def _rows(s: Session, query: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in s.execute(query).mappings()]


def _failed(s: Session, row: dict[str, Any]) -> FailedTurn:
    after = past.answered_before(s, row["conversation_id"], row["upto_seq"])
    signals = row["trace"].get("signals", {})
    lines = messages.lines(s, row["conversation_id"], CONTEXT_MESSAGES, row["upto_seq"])
    return FailedTurn(
        turn_id=row["id"],
        conversation_id=row["conversation_id"],
        assistant_id=row["assistant_id"],
        reason=row["reason"],
        after_seq=after,
        upto_seq=row["upto_seq"],
        started_at=row["started_at"],
        at=row["at"],
        lines=lines,
        beyond_documents=any(signals.get(name) for name in BEYOND_DOCUMENTS),
        in_form=past.was_in_form(s, row["conversation_id"], row["upto_seq"]),
    )
