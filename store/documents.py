"""Documents as readers see them: the newest published version of each."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from store.tables import CHUNKS, DOCUMENTS, SOURCES

d, k = DOCUMENTS.c, CHUNKS.c
PUBLISHED = d.since.is_not(None) & d.until.is_(None)
"""What readers of the newest revision see of the table."""


@dataclass(frozen=True)
class DocumentEntry:
    """One line of a list of documents; `location` is the source's."""

    id: str
    assistant_id: str
    source_id: str
    location: str
    path: str
    url: str
    title: str
    description: str


@dataclass(frozen=True)
class Page:
    """A document to be served; `html` is sanitised and carries the passages' ids."""

    entry: DocumentEntry
    html: str


@dataclass(frozen=True)
class ChunkEntry:
    """A passage of a published document; `url` opens the page at it."""

    id: str
    ordinal: int
    heading_path: tuple[str, ...]
    anchor: str
    url: str
    text: str
    tokens: int


_ENTRY = (
    d.document_id.label("id"),
    d.assistant_id,
    d.source_id,
    SOURCES.c.location,
    d.path,
    d.url,
    d.title,
    d.description,
)
_JOINED = DOCUMENTS.join(SOURCES, d.source_id == SOURCES.c.id)


def listed(s: Session, assistant_id: str | None = None) -> list[DocumentEntry]:
    """Published documents by URL."""
    query = select(*_ENTRY).select_from(_JOINED).where(PUBLISHED).order_by(d.url)
    if assistant_id:
        query = query.where(d.assistant_id == assistant_id)
    return [DocumentEntry(**row) for row in s.execute(query).mappings()]


def detail(s: Session, document_id: str) -> tuple[DocumentEntry, list[ChunkEntry]]:
    """A published document with its passages in order. Errors: 404 `document_not_found`."""
    query = select(*_ENTRY, d.row_id).select_from(_JOINED)
    row = s.execute(query.where(d.document_id == document_id, PUBLISHED)).mappings().first()
    if row is None:
        raise NotFound(f"There is no document {document_id!r}.", code="document_not_found")
    values = dict(row)
    chunks = select(CHUNKS).where(k.document_row == values.pop("row_id")).order_by(k.ordinal)
    found = [
        ChunkEntry(
            id=chunk["chunk_id"],
            ordinal=chunk["ordinal"],
            heading_path=tuple(chunk["heading_path"]),
            anchor=chunk["anchor"],
            url=f"{values['url']}#{chunk['passage']}" if chunk["passage"] else values["url"],
            text=chunk["text"],
            tokens=chunk["tokens"],
        )
        for chunk in s.execute(chunks).mappings()
    ]
    return DocumentEntry(**values), found


def page(s: Session, url: str) -> Page | None:
    """The published document served at this address (a path, without fragment)."""
    query = select(*_ENTRY, d.html).select_from(_JOINED).where(d.url == url, PUBLISHED)
    row = s.execute(query).mappings().first()
    if row is None:
        return None
    values = dict(row)
    html = values.pop("html")
    return Page(DocumentEntry(**values), html)
