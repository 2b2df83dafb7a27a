"""Documents as readers see them: the newest published version of each."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import DOCUMENTS, SOURCES

d = DOCUMENTS.c
PUBLISHED = d.since.is_not(None) & d.until.is_(None)


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


def page(s: Session, url: str) -> Page | None:
    """The published document served at this address (a path, without fragment)."""
    query = select(*_ENTRY, d.html).select_from(_JOINED).where(d.url == url, PUBLISHED)
    row = s.execute(query).mappings().first()
    if row is None:
        return None
    values = dict(row)
    html = values.pop("html")
    return Page(DocumentEntry(**values), html)
