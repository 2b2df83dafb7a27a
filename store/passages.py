"""What is published, as search reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, bindparam, false, func, select
from sqlalchemy.orm import Session

from store.tables import ASSISTANTS, CHUNK_VECTORS, CHUNKS, DOCUMENTS

k, d = CHUNKS.c, DOCUMENTS.c
_BEFORE, _AFTER = CHUNKS.alias("b"), CHUNKS.alias("a")
_NEWEST = DOCUMENTS.alias("n")


def visible(at: int | BindParameter[int]) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a chunk is published at revision `at`."""
    return (k.since <= at, k.until.is_(None) | (k.until > at))


# Statements of every search are built once: building one takes as long as running it.
_ASKED = (
    k.assistant_id == bindparam("assistant_id"),
    k.chunk_id.in_(bindparam("chunk_ids", expanding=True)),
    *visible(bindparam("at", type_=Integer)),
)
_VECTORS_OF = (
    select(k.chunk_id, CHUNK_VECTORS.c.vector)
    .join(CHUNK_VECTORS, CHUNK_VECTORS.c.content_id == k.content_id)
    .where(*_ASKED)
)
_TAKEN_AWAY = (
    select(k.chunk_id)
    .join(DOCUMENTS, d.row_id == k.document_row)
    .outerjoin(
        _NEWEST,
        (_NEWEST.c.source_id == d.source_id)
        & (_NEWEST.c.path == d.path)
        & (_NEWEST.c.assistant_id == d.assistant_id)
        & _NEWEST.c.since.is_not(None)
        & _NEWEST.c.until.is_(None),
    )
    .where(*_ASKED, _NEWEST.c.row_id.is_(None))
)
_PASSAGES = (
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
        func.coalesce(_BEFORE.c.text, "").label("before"),
        func.coalesce(_AFTER.c.text, "").label("after"),
        func.coalesce(_BEFORE.c.heading_path == k.heading_path, false()).label("cut_before"),
        func.coalesce(_AFTER.c.heading_path == k.heading_path, false()).label("cut_after"),
        func.coalesce(CHUNK_VECTORS.c.tokens, b"").label("tokens"),
    )
    .join(DOCUMENTS, d.row_id == k.document_row)
    .outerjoin(CHUNK_VECTORS, CHUNK_VECTORS.c.content_id == k.content_id)
    .outerjoin(
        _BEFORE,
        (_BEFORE.c.document_row == k.document_row) & (_BEFORE.c.ordinal == k.ordinal - 1),
    )
    .outerjoin(
        _AFTER, (_AFTER.c.document_row == k.document_row) & (_AFTER.c.ordinal == k.ordinal + 1)
    )
    .where(*_ASKED)
)


@dataclass(frozen=True)
class PassageRow:
    """A chunk, its document, its packed word vectors, and the texts of its neighbours (empty at the
    ends); `cut_before` and `cut_after` say whether they stand under the same headings.

    Its fields are those of `knowledge.contracts.StoredPassage`: this room does not know that one,
    and `workflows/adapters/sql_reader.py` makes one of the other by their names.
    """

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
    cut_before: bool
    cut_after: bool
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
        .where(k.assistant_id == assistant_id, k.row_id > after_row, *visible(at))
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
        .where(k.assistant_id == assistant_id, k.row_id > after_row, *visible(at))
        .order_by(k.row_id)
        .limit(limit)
    )
    return [
        (row_id, "\n".join([title, *headings, text]))
        for row_id, title, headings, text in s.execute(query)
    ]


def vectors_of(
    s: Session, assistant_id: str, at: int, chunk_ids: Sequence[str]
) -> dict[str, bytes]:
    """Chunk id -> float32 bytes, of those that are visible at revision `at`."""
    asked = {"assistant_id": assistant_id, "at": at, "chunk_ids": chunk_ids}
    return {chunk_id: vector for chunk_id, vector in s.execute(_VECTORS_OF, asked).all()}


def taken_away(s: Session, assistant_id: str, at: int, chunk_ids: Sequence[str]) -> set[str]:
    """Those chunks of revision `at` whose document is not published any more, not even changed."""
    asked = {"assistant_id": assistant_id, "at": at, "chunk_ids": chunk_ids}
    return set(s.execute(_TAKEN_AWAY, asked).scalars())


def passages(s: Session, assistant_id: str, at: int, chunk_ids: Sequence[str]) -> list[PassageRow]:
    """The passages visible at revision `at`, in the order asked; unknown ids are left out."""
    asked = {"assistant_id": assistant_id, "at": at, "chunk_ids": chunk_ids}
    found = {}
    for row in s.execute(_PASSAGES, asked).all():
        values: list[Any] = list(row)  # in the order of its fields
        values[3] = tuple(values[3])
        found[values[0]] = PassageRow(*values)
    return [found[chunk_id] for chunk_id in chunk_ids if chunk_id in found]
