"""Signals on their way to the workflow: kept until delivered, retried with backoff."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from core.assistants import AssistantSettings
from core.outbox import OutboxItem, WorkflowStart
from core.vocabulary import Mode, Reason, SignalName
from store.tables import ASSISTANTS, CONVERSATIONS, OUTBOX

o = OUTBOX.c
_START = TypeAdapter(WorkflowStart)
_ADD = insert(OUTBOX).returning(o.id)

FIRST_RETRY = timedelta(seconds=1)
LAST_RETRY = timedelta(minutes=1)


@dataclass(frozen=True)
class PutOff:
    """Signals that could not be delivered, with the newest one's conversation and error."""

    signals: int
    conversation_id: str
    error: str


def start_of(row: Mapping[str, Any], settings: AssistantSettings) -> WorkflowStart:
    """How a workflow that begins now, from this conversation row, has to begin."""
    return WorkflowStart(
        conversation_id=row["id"],
        assistant_id=row["assistant_id"],
        mode=Mode(row["mode"]),
        epoch=row["epoch"],
        answered_upto=row["answered_upto"],
        unread_upto=row["last_visitor_seq"],
        hold_until=row["hold_until"],
        waiting_since=row["waiting_since"],
        owner_id=row["owner_id"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        idle_resume_s=settings.idle_resume_s,
        idle_warn_s=settings.idle_warn_s,
        response_target_s=settings.response_target_s,
    )


def add(
    s: Session,
    now: datetime,
    start: WorkflowStart,
    signals: Sequence[tuple[SignalName, dict[str, Any]]],
) -> tuple[OutboxItem, ...]:
    """Leave signals behind, to be sent after the commit."""
    items = []
    for name, payload in signals:
        values = {
            "conversation_id": start.conversation_id,
            "signal": name,
            "payload": payload,
            "start": asdict(start),
            "attempts": 0,
            "next_at": now,
            "created_at": now,
        }
        row_id = s.execute(_ADD, values).scalar_one()
        items.append(OutboxItem(row_id, start.conversation_id, name, payload, start))
    return tuple(items)


def due(s: Session, now: datetime, limit: int = 200) -> list[OutboxItem]:
    """What was left behind and is to be sent again, oldest first."""
    query = select(OUTBOX).where(o.next_at <= now).order_by(o.id).limit(limit)
    return [
        OutboxItem(
            row.id,
            row.conversation_id,
            SignalName(row.signal),
            row.payload,
            _START.validate_python(row.start),
        )
        for row in s.execute(query)
    ]


def done(s: Session, ids: Sequence[int]) -> None:
    """Forget delivered signals."""
    s.execute(delete(OUTBOX).where(o.id.in_(ids)))


def failed(s: Session, now: datetime, item_id: int, error: str) -> None:
    """Put the signal off: 1 s, doubled each time, at most a minute."""
    attempts = s.execute(select(o.attempts).where(o.id == item_id)).scalar_one_or_none()
    if attempts is None:
        return
    wait = min(FIRST_RETRY * 2 ** min(attempts, 6), LAST_RETRY)
    s.execute(
        update(OUTBOX)
        .where(o.id == item_id)
        .values(attempts=attempts + 1, next_at=now + wait, last_error=error[:500])
    )


def put_off(s: Session) -> PutOff | None:
    """What `failed` has put off and nothing has delivered since; None when there is no such row."""
    query = select(o.conversation_id, o.last_error).where(o.attempts > 0)
    newest = s.execute(query.order_by(o.id.desc()).limit(1)).one_or_none()
    if newest is None:
        return None
    counted = select(func.count()).where(o.attempts > 0)
    return PutOff(s.execute(counted).scalar_one(), newest.conversation_id, newest.last_error)


def unattended(s: Session, before: datetime, limit: int = 200) -> list[WorkflowStart]:
    """Conversations whose workflow should be busy or asleep on a timer, unchanged since `before`.

    Repeated to Temporal by the sweeper, so that a wiped Temporal store finds its work again.
    """
    c = CONVERSATIONS.c
    unanswered = (c.mode == Mode.AI) & (c.last_visitor_seq > c.answered_upto)
    query = (
        select(CONVERSATIONS, ASSISTANTS.c.settings)
        .join(ASSISTANTS, c.assistant_id == ASSISTANTS.c.id)
        .where(c.updated_at < before, unanswered | c.mode.in_([Mode.WAITING, Mode.HUMAN]))
        .order_by(unanswered.desc(), c.updated_at)
        .limit(limit)
    )
    return [
        start_of(dict(row), AssistantSettings.stored(row["settings"]))
        for row in s.execute(query).mappings()
    ]
