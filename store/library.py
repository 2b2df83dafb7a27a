"""Where ingestion keeps documents: staged unseen, then published all at once.

Rows are visible to a reader at revision N when `since <= N < until`; published rows never change,
they are only closed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from store import words
from store.dialect import upsert
from store.tables import ASSISTANTS, CHUNK_VECTORS, CHUNKS, DOCUMENTS

d, k, x = DOCUMENTS.c, CHUNKS.c, CHUNK_VECTORS.c


@dataclass(frozen=True)
class Run:
    """One attempt to bring one source up to date."""

    run_id: str
    assistant_id: str
    source_id: str


def published(s: Session, assistant_id: str, source_id: str) -> dict[str, str]:
    """Path -> content hash of what readers see of this source."""
    query = select(d.path, d.content_hash).where(
        d.assistant_id == assistant_id, d.source_id == source_id, _open()
    )
    return {path: content_hash for path, content_hash in s.execute(query)}


def staged(s: Session, run: Run) -> dict[str, str]:
    """Path -> content hash of what this run has staged."""
    query = select(d.path, d.content_hash).where(d.run_id == run.run_id)
    return {path: content_hash for path, content_hash in s.execute(query)}


def known_vectors(s: Session, content_ids: Sequence[str]) -> set[str]:
    """Those of the ids that are stored with their word vectors."""
    query = select(x.content_id).where(x.content_id.in_(content_ids), x.tokens.is_not(None))
    return set(s.execute(query).scalars())


def stage(
    s: Session,
    run: Run,
    documents: Sequence[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]],
    vectors: Mapping[str, tuple[bytes, bytes]],
) -> None:
    """Store documents with their chunks (column -> value), unseen; a repeated one is replaced.

    `vectors`: content id -> (float32 bytes, packed word vectors).
    """
    paths = [document["path"] for document, _ in documents]
    _drop(s, (d.run_id == run.run_id) & d.path.in_(paths))
    for document, chunks in documents:
        values = {**document, "run_id": run.run_id, "source_id": run.source_id}
        values["assistant_id"] = run.assistant_id
        row_id = s.execute(insert(DOCUMENTS).values(values).returning(d.row_id)).scalar_one()
        rows = [
            {
                **chunk,
                "document_row": row_id,
                "assistant_id": run.assistant_id,
                "title": document["title"],
            }
            for chunk in chunks
        ]
        if rows:
            s.execute(insert(CHUNKS), rows)
    if vectors:
        _keep(s, vectors)


def _keep(s: Session, vectors: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Add vectors; a known one only gets the word vectors that an older version did not make."""
    statement = upsert(s, CHUNK_VECTORS)
    statement = statement.on_conflict_do_update(
        index_elements=[x.content_id],
        set_={"tokens": statement.excluded.tokens},
        where=x.tokens.is_(None),
    )
    rows = [
        {"content_id": name, "vector": vector, "tokens": tokens}
        for name, (vector, tokens) in vectors.items()
    ]
    s.execute(statement, rows)


def discard(s: Session, run: Run) -> None:
    """Drop everything unpublished of this run's source."""
    _drop(s, (d.source_id == run.source_id) & d.since.is_(None))


def publish(s: Session, run: Run, removed: Sequence[str]) -> int:
    """Show what the run staged instead of what it replaces; return the new revision."""
    where = ASSISTANTS.c.id == run.assistant_id
    raised = update(ASSISTANTS).where(where)
    raised = raised.values(knowledge_revision=ASSISTANTS.c.knowledge_revision + 1)
    revision = int(s.execute(raised.returning(ASSISTANTS.c.knowledge_revision)).scalar_one())
    new = select(d.row_id).where(d.run_id == run.run_id)
    replaced = select(d.path).where(d.run_id == run.run_id)
    _close(s, revision, run, d.path.in_(replaced) | d.path.in_(removed))
    s.execute(update(CHUNKS).where(k.document_row.in_(new)).values(since=revision))
    words.index_run(s, run.run_id)
    shown = update(DOCUMENTS).where(d.run_id == run.run_id)
    s.execute(shown.values(since=revision, run_id=None))
    _drop(s, (d.assistant_id == run.assistant_id) & (d.until <= revision - 1))
    used = select(k.content_id)
    s.execute(delete(CHUNK_VECTORS).where(x.content_id.not_in(used)))
    return revision


def _open() -> ColumnElement[bool]:
    return d.since.is_not(None) & d.until.is_(None)


def _close(s: Session, revision: int, run: Run, which: ColumnElement[bool]) -> None:
    rows = select(d.row_id).where(d.source_id == run.source_id, _open(), which)
    s.execute(update(CHUNKS).where(k.document_row.in_(rows)).values(until=revision))
    s.execute(
        update(DOCUMENTS).where(d.source_id == run.source_id, _open(), which).values(until=revision)
    )


def _drop(s: Session, which: ColumnElement[bool]) -> None:
    """Delete documents with their chunks and words."""
    row_ids = list(s.execute(select(d.row_id).where(which)).scalars())
    for start in range(0, len(row_ids), 500):
        batch = row_ids[start : start + 500]
        chunks = select(k.row_id).where(k.document_row.in_(batch))
        words.drop(s, chunks)
        s.execute(delete(CHUNKS).where(k.document_row.in_(batch)))
        s.execute(delete(DOCUMENTS).where(d.row_id.in_(batch)))
