"""The event log: what happened in a conversation, in the order of commits."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from core.bus import CommittedEvent
from core.views import EventView
from core.vocabulary import EventName
from store.tables import CONVERSATIONS, EVENTS

e = EVENTS.c
_ADD = insert(EVENTS)
_AFTER = (
    select(e.seq, e.name, e.data, e.internal, e.epoch)
    .where(e.conversation_id == bindparam("conversation_id"), e.seq > bindparam("after"))
    .order_by(e.seq)
    .limit(bindparam("at_most"))
)


def after(s: Session, conversation_id: str, seq: int, limit: int = 500) -> list[CommittedEvent]:
    """Events behind the cursor `seq`, oldest first."""
    wanted = {"conversation_id": conversation_id, "after": seq, "at_most": limit}
    return [
        CommittedEvent(conversation_id, seq, EventName(name), data, internal, epoch)
        for seq, name, data, internal, epoch in s.execute(_AFTER, wanted)
    ]


def head(s: Session, conversation_id: str) -> int | None:
    """The newest seq; None when there is no such conversation."""
    query = select(CONVERSATIONS.c.seq).where(CONVERSATIONS.c.id == conversation_id)
    return s.execute(query).scalar_one_or_none()


def of_conversation(s: Session, conversation_id: str) -> list[EventView]:
    """The whole log but for the messages, which the transcript has."""
    query = (
        select(e.seq, e.name, e.data, e.created_at)
        .where(e.conversation_id == conversation_id, e.name != EventName.MESSAGE_CREATED)
        .order_by(e.seq)
    )
    return [
        EventView(
            seq=row.seq, name=row.name, data=orjson.loads(row.data), created_at=row.created_at
        )
        for row in s.execute(query)
    ]


def add(s: Session, now: datetime, events: Sequence[CommittedEvent]) -> None:
    if events:
        s.execute(
            _ADD,
            [
                {
                    "conversation_id": item.conversation_id,
                    "seq": item.seq,
                    "name": item.name,
                    "data": item.data,
                    "internal": item.internal,
                    "epoch": item.epoch,
                    "created_at": now,
                }
                for item in events
            ],
        )
