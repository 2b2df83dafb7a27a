"""Answers that were verified once and may be given again to the same question."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.dialect import upsert
from store.tables import MESSAGES, REMEMBERED_ANSWERS, TURNS

KEPT: Final = 2_000
"""Answers an assistant remembers; the oldest go first."""
r = REMEMBERED_ANSWERS.c


@dataclass(frozen=True)
class Remembered:
    """An answer and the turn that wrote it; `chunks`: number in the text -> chunk id."""

    key: str
    assistant_id: str
    knowledge_revision: int
    turn_id: str
    text: str
    chunks: Mapping[int, str]


def recall(s: Session, key: str) -> Remembered | None:
    """Return the answer of this key, unless somebody has called it unhelpful."""
    query = select(REMEMBERED_ANSWERS).where(r.key == key, r.refused.is_(False))
    row = s.execute(query).one_or_none()
    if row is None:
        return None
    return Remembered(
        key=row.key,
        assistant_id=row.assistant_id,
        knowledge_revision=row.knowledge_revision,
        turn_id=row.turn_id,
        text=row.text,
        chunks={int(n): chunk for n, chunk in row.chunks.items()},
    )


def remember(s: Session, now: datetime, answer: Remembered) -> None:
    """Keep an answer; a key that is there already stays as it is. Old ones go."""
    values = {
        "key": answer.key,
        "assistant_id": answer.assistant_id,
        "knowledge_revision": answer.knowledge_revision,
        "turn_id": answer.turn_id,
        "text": answer.text,
        "chunks": {str(n): chunk for n, chunk in answer.chunks.items()},
        "refused": False,
        "created_at": now,
    }
    s.execute(upsert(s, REMEMBERED_ANSWERS).values(values).on_conflict_do_nothing())
    _prune(s, answer.assistant_id, answer.knowledge_revision)


def refuse(s: Session, message_id: str) -> None:
    """Never give again what this message said, whether it was written for it or remembered."""
    trace = s.execute(
        select(TURNS.c.trace)
        .join(MESSAGES, MESSAGES.c.turn_id == TURNS.c.id)
        .where(MESSAGES.c.id == message_id)
    ).scalar_one_or_none()
    key = (trace or {}).get("answer_key")
    if key:
        s.execute(update(REMEMBERED_ANSWERS).where(r.key == key).values(refused=True))


def _prune(s: Session, assistant_id: str, revision: int) -> None:
    own = r.assistant_id == assistant_id
    s.execute(delete(REMEMBERED_ANSWERS).where(own, r.knowledge_revision < revision))
    oldest = select(r.key).where(own).order_by(r.created_at.desc()).limit(KEPT).offset(KEPT)
    s.execute(delete(REMEMBERED_ANSWERS).where(r.key.in_(oldest)))
