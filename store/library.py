"""Where ingestion keeps documents: staged unseen, then published all at once.

Rows are visible to a reader at revision N when `since <= N < until`; published rows never change,
they are only closed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from core.vocabulary import SourceKind
from store import passages
from store.clearing import VECTOR_LOCK, drop_where, raise_revision
from store.dialect import one_at_a_time, portions, upsert
from store.documents import PUBLISHED
from store.full_text import words
from store.tables import (
    CHUNK_VECTORS,
    CHUNKS,
    DOCUMENTS,
    SOURCE_ASSISTANTS,
    SOURCE_FILES,
    SOURCES,
)

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
        d.assistant_id == assistant_id, d.source_id == source_id, PUBLISHED
    )
    return {path: content_hash for path, content_hash in s.execute(query)}


def staged(s: Session, run: Run) -> dict[str, str]:
    """Path -> content hash of what this run has staged."""
    query = select(d.path, d.content_hash).where(_of(run))
    return {path: content_hash for path, content_hash in s.execute(query)}


def staged_chunks(s: Session, run: Run) -> int:
    """How many chunks this run has staged."""
    joined = DOCUMENTS.join(CHUNKS, k.document_row == d.row_id)
    return s.execute(select(func.count()).select_from(joined).where(_of(run))).scalar_one()


def known_vectors(s: Session, content_ids: Sequence[str]) -> set[str]:
    """Those of the ids that are stored with their word vectors."""
    query = select(x.content_id).where(x.content_id.in_(content_ids), x.tokens.is_not(None))
    return set(s.execute(query).scalars())


def stage(
    s: Session,
    run: Run,
    documents: Sequence[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]],
    vectors: Mapping[str, tuple[bytes, bytes]],
) -> set[str]:
    """Store documents with their chunks (column -> value), unseen; a repeated one is replaced.

    `vectors`: content id -> (float32 bytes, packed word vectors). Returns the content ids that have
    no vector, neither here nor stored (another run has just cleared it away); then nothing is done.
    """
    one_at_a_time(s, VECTOR_LOCK)
    needed = {chunk["content_id"] for _, chunks in documents for chunk in chunks}
    missing = _without_vector(s, needed - vectors.keys())
    if missing:
        return missing
    paths = [document["path"] for document, _ in documents]
    drop_where(s, _of(run) & d.path.in_(paths))
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
            words.index_document(s, row_id)
    if vectors:
        _keep(s, vectors)
    return set()


def _without_vector(s: Session, content_ids: Collection[str]) -> set[str]:
    left, asked = set(content_ids), sorted(content_ids)
    for some in portions(asked):
        query = select(x.content_id).where(x.content_id.in_(some))
        left -= set(s.execute(query).scalars())
    return left


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


def unstage(s: Session, run: Run, paths: Sequence[str]) -> None:
    """Drop these documents of what the run has staged."""
    for some in portions(paths):
        drop_where(s, _of(run) & d.path.in_(some))


def discard(s: Session, run: Run) -> None:
    """Drop what other runs of this source have staged for this assistant and never published."""
    mine = (d.source_id == run.source_id) & (d.assistant_id == run.assistant_id)
    drop_where(s, mine & d.since.is_(None) & (d.run_id != run.run_id))


def publish(s: Session, run: Run, removed: Sequence[str]) -> int:
    """Show what the run staged instead of what it replaces; return the new revision.

    Nothing is deleted here, so it is quick; `clearing.clean` does that afterwards. An assistant
    that does not know the source any more gets nothing of it.
    """
    if not _is_linked(s, run):
        return passages.revision(s, run.assistant_id)
    revision = raise_revision(s, run.assistant_id)
    _drop_taken_back(s, run)
    new = select(d.row_id).where(_of(run))
    replaced = select(d.path).where(_of(run))
    _close(s, revision, run, d.path.in_(replaced))
    for some in portions(removed):
        _close(s, revision, run, d.path.in_(some))
    s.execute(update(CHUNKS).where(k.document_row.in_(new)).values(since=revision))
    s.execute(update(DOCUMENTS).where(_of(run)).values(since=revision, run_id=None))
    return revision


def _drop_taken_back(s: Session, run: Run) -> None:
    """Drop what the team took back after the run had read it."""
    source, f = SOURCES.c, SOURCE_FILES.c
    answers = select(source.id).where(source.kind == SourceKind.ANSWERS)
    given = select(f.path).where(f.source_id == run.source_id)
    drop_where(s, _of(run) & d.source_id.in_(answers) & d.path.not_in(given))


def _is_linked(s: Session, run: Run) -> bool:
    """Whether it is still to be published; the link stays until this transaction ends."""
    a = SOURCE_ASSISTANTS.c
    link = select(a.source_id).where(
        a.source_id == run.source_id, a.assistant_id == run.assistant_id
    )
    return s.execute(link.with_for_update()).first() is not None


def _of(run: Run) -> ColumnElement[bool]:
    return (d.run_id == run.run_id) & (d.assistant_id == run.assistant_id)


def _close(s: Session, revision: int, run: Run, which: ColumnElement[bool]) -> None:
    mine = (d.source_id == run.source_id, d.assistant_id == run.assistant_id, PUBLISHED, which)
    rows = select(d.row_id).where(*mine)
    s.execute(update(CHUNKS).where(k.document_row.in_(rows)).values(until=revision))
    s.execute(update(DOCUMENTS).where(*mine).values(until=revision))
