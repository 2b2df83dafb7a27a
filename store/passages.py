"""What is published, as search reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from store.tables import ASSISTANTS, CHUNK_VECTORS, CHUNKS, DOCUMENTS

k, d = CHUNKS.c, DOCUMENTS.c


@dataclass(frozen=True)
class PassageRow:
    """A chunk, its document, its packed word vectors, and the texts of its neighbours (empty at the
    ends)."""

    chunk_id: str
    document_id: str
    title: str
    heading_path: tuple[str, ...]
    anchor: str
    passage: str
    url: str
    path: str
    text: str
    before: str
    after: str
    tokens: bytes


def revision(s: Session, assistant_id: str) -> int:
    """The published revision; 0 when there is none."""
    query = select(ASSISTANTS.c.knowledge_revision).where(ASSISTANTS.c.id == assistant_id)
    return s.execute(query).scalar_one_or_none() or 0


def vectors(
    s: Session, assistant_id: str, at: int, after_row: int, limit: int
) -> list[tuple[int, str, bytes]]:
    """One batch of (row id, chunk id, float32 bytes) behind `after_row`, by row id."""
    query = (
        select(k.row_id, k.chunk_id, CHUNK_VECTORS.c.vector)
        .join(CHUNK_VECTORS, CHUNK_VECTORS.c.content_id == k.content_id)
        .where(k.assistant_id == assistant_id, k.row_id > after_row, *_visible(at))
        .order_by(k.row_id)
        .limit(limit)
    )
    return [(row_id, chunk_id, vector) for row_id, chunk_id, vector in s.execute(query)]


def texts(
    s: Session, assistant_id: str, at: int, after_row: int, limit: int
) -> list[tuple[int, str]]:
    """One batch of (row id, title with headings and text) behind `after_row`, by row id."""
    query = (
        select(k.row_id, k.title, k.heading_path, k.text)
        .where(k.assistant_id == assistant_id, k.row_id > after_row, *_visible(at))
        .order_by(k.row_id)
        .limit(limit)
    )
    return [
        (row_id, "\n".join([title, *headings, text]))
        for row_id, title, headings, text in s.execute(query)
    ]


def passages(s: Session, assistant_id: str, at: int, chunk_ids: Sequence[str]) -> list[PassageRow]:
    """The passages visible at revision `at`, in the order asked; unknown ids are left out."""
    before, after = CHUNKS.alias("b"), CHUNKS.alias("a")
    query = (
        select(
            k.chunk_id,
            d.document_id,
            k.title,
            k.heading_path,
            k.anchor,
            k.passage,
            d.url,
            d.path,
            k.text,
            before.c.text.label("before"),
            after.c.text.label("after"),
            CHUNK_VECTORS.c.tokens,
        )
        .join(DOCUMENTS, d.row_id == k.document_row)
        .outerjoin(CHUNK_VECTORS, CHUNK_VECTORS.c.content_id == k.content_id)
        .outerjoin(
            before,
            (before.c.document_row == k.document_row) & (before.c.ordinal == k.ordinal - 1),
        )
        .outerjoin(
            after, (after.c.document_row == k.document_row) & (after.c.ordinal == k.ordinal + 1)
        )
        .where(k.assistant_id == assistant_id, k.chunk_id.in_(chunk_ids), *_visible(at))
    )
    found = {
        row["chunk_id"]: PassageRow(
            **{
                **row,
                "heading_path": tuple(row["heading_path"]),
                "before": row["before"] or "",
                "after": row["after"] or "",
                "tokens": row["tokens"] or b"",
            }
        )
        for row in s.execute(query).mappings()
    }
    return [found[chunk_id] for chunk_id in chunk_ids if chunk_id in found]


def _visible(at: int) -> tuple[ColumnElement[bool], ...]:
    return (k.since <= at, k.until.is_(None) | (k.until > at))
