"""Where an assistant's documents come from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from core.ids import new_id
from store.tables import DOCUMENTS, SOURCE_ASSISTANTS, SOURCES

c = SOURCES.c


@dataclass(frozen=True)
class Source:
    """`location` is the folder or address as it was given; `documents` counts the published."""

    id: str
    assistant_id: str
    kind: str
    location: str
    documents: int
    created_at: datetime
    refreshed_at: datetime | None


def ensure(s: Session, now: datetime, *, assistant_id: str, kind: str, location: str) -> str:
    """Return the id of this source of this assistant, made now if it is new."""
    query = select(c.id).where(
        c.assistant_id == assistant_id, c.kind == kind, c.location == location
    )
    known = s.execute(query).scalars().first()
    if known:
        return str(known)
    source_id = new_id("src")
    s.execute(
        insert(SOURCES).values(
            id=source_id,
            assistant_id=assistant_id,
            kind=kind,
            location=location,
            name=location,
            created_at=now,
        )
    )
    s.execute(insert(SOURCE_ASSISTANTS).values(source_id=source_id, assistant_id=assistant_id))
    return source_id


def refreshed(s: Session, now: datetime, source_id: str) -> None:
    s.execute(update(SOURCES).where(c.id == source_id).values(refreshed_at=now))


def listed(s: Session, assistant_id: str | None = None) -> list[Source]:
    """All sources, or those of one assistant, oldest first."""
    published = (
        select(func.count())
        .where(
            DOCUMENTS.c.source_id == c.id,
            DOCUMENTS.c.since.is_not(None),
            DOCUMENTS.c.until.is_(None),
        )
        .scalar_subquery()
    )
    query = select(SOURCES, published.label("documents")).order_by(c.created_at, c.id)
    if assistant_id:
        query = query.where(c.assistant_id == assistant_id)
    return [
        Source(**{name: row[name] for name in Source.__dataclass_fields__})
        for row in s.execute(query).mappings()
    ]
