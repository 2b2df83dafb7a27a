"""Taking documents away: at once for readers, then row by row, so that no write waits long."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from store.dialect import one_at_a_time, portions
from store.documents import PUBLISHED
from store.full_text import words
from store.tables import (
    ASSISTANTS,
    CHUNK_VECTORS,
    CHUNKS,
    DOCUMENTS,
    INGEST_RUNS,
    SOURCE_ASSISTANTS,
    SOURCE_FILES,
    SOURCE_PAGES,
    SOURCES,
)

d, k, x, a = DOCUMENTS.c, CHUNKS.c, CHUNK_VECTORS.c, SOURCE_ASSISTANTS.c

DOCUMENTS_AT_ONCE = 50
VECTOR_LOCK = "chunk_vectors"


def raise_revision(s: Session, assistant_id: str) -> int:
    """Begin a new revision of what the assistant's readers see, and return it."""
    raised = update(ASSISTANTS).where(ASSISTANTS.c.id == assistant_id)
    raised = raised.values(knowledge_revision=ASSISTANTS.c.knowledge_revision + 1)
    return int(s.execute(raised.returning(ASSISTANTS.c.knowledge_revision)).scalar_one())


def withdraw(s: Session, assistant_id: str, source_id: str, path: str | None = None) -> None:
    """Close what the assistant shows of the source, or of this path of it, in a new revision."""
    shown = [d.source_id == source_id, d.assistant_id == assistant_id, PUBLISHED]
    shown += [d.path == path] if path is not None else []
    if not s.execute(select(func.count()).where(*shown)).scalar_one():
        return
    revision = raise_revision(s, assistant_id)
    rows = select(d.row_id).where(*shown)
    s.execute(update(CHUNKS).where(k.document_row.in_(rows)).values(until=revision))
    s.execute(update(DOCUMENTS).where(*shown).values(until=revision))


def clean(s: Session, source_id: str) -> int:
    """Delete some documents of the source that nobody can see any more; 0 when none is left.

    What was closed with the newest revision stays: a search that began before it may still read it.
    """
    old = (
        d.until
        < select(ASSISTANTS.c.knowledge_revision)
        .where(ASSISTANTS.c.id == d.assistant_id)
        .scalar_subquery()
    )
    unlinked = ~exists().where(a.source_id == d.source_id, a.assistant_id == d.assistant_id)
    which = (d.source_id == source_id) & (old | unlinked)
    rows = select(d.row_id).where(which).limit(DOCUMENTS_AT_ONCE)
    return drop(s, list(s.execute(rows).scalars()))


def forget(s: Session, source_id: str) -> None:
    """Delete a removed source itself, when `clean` has left nothing of its documents."""
    for table in (SOURCE_FILES, SOURCE_PAGES, INGEST_RUNS, SOURCE_ASSISTANTS):
        s.execute(delete(table).where(table.c.source_id == source_id))
    s.execute(delete(SOURCES).where(SOURCES.c.id == source_id, SOURCES.c.removed_at.is_not(None)))


def drop_where(s: Session, which: ColumnElement[bool]) -> None:
    """Delete documents with their chunks, words, and vectors that nothing else uses."""
    rows: Sequence[Any] = list(s.execute(select(d.row_id).where(which)).scalars())
    for some in portions(rows, DOCUMENTS_AT_ONCE):
        drop(s, some)


def drop(s: Session, rows: Sequence[int]) -> int:
    """Delete these documents with everything of theirs; returns how many."""
    if not rows:
        return 0
    one_at_a_time(s, VECTOR_LOCK)
    mine = k.document_row.in_(rows)
    content = list(s.execute(select(k.content_id).where(mine).distinct()).scalars())
    words.drop(s, select(k.row_id).where(mine))
    s.execute(delete(CHUNKS).where(mine))
    s.execute(delete(DOCUMENTS).where(d.row_id.in_(rows)))
    for some in portions(content):
        used = select(k.content_id).where(k.content_id.in_(some))
        s.execute(delete(CHUNK_VECTORS).where(x.content_id.in_(some), x.content_id.not_in(used)))
    return len(rows)
