"""Documents and their chunks in every revision that somebody may still read."""

from typing import Any, ClassVar

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from store.tables.types import JsonText


class Document(SQLModel, table=True):
    """One version; visible to readers at revision N when `since <= N < until`.

    A staged row has a `run_id` and no `since`: nobody sees it.
    """

    __tablename__: ClassVar[str] = "documents"
    __table_args__ = (
        Index("ix_documents_source", "source_id", "path"),
        Index("ix_documents_url", "url"),
        # Answers what is published of a source without reading the pages.
        Index("ix_documents_shown", "source_id", "assistant_id", "until", "since"),
    )

    row_id: int | None = Field(default=None, primary_key=True)
    document_id: str = Field(index=True)
    assistant_id: str = Field(foreign_key="assistants.id")
    source_id: str = Field(foreign_key="sources.id")
    run_id: str | None = Field(default=None, index=True)
    path: str
    url: str
    title: str
    description: str = Field(sa_type=Text)
    content_hash: str
    html: str = Field(sa_type=Text)
    since: int | None = None
    until: int | None = None


class Chunk(SQLModel, table=True):
    """One passage of one document version; its vector is found by `content_id`."""

    __tablename__: ClassVar[str] = "chunks"
    __table_args__ = (
        Index("ix_chunks_document", "document_row", "ordinal"),
        Index("ix_chunks_assistant", "assistant_id", "chunk_id"),
        # Answers the full-text search's join without reading the texts.
        Index("ix_chunks_visible", "row_id", "assistant_id", "since", "until", "chunk_id"),
    )

    row_id: int | None = Field(default=None, primary_key=True)
    document_row: int = Field(foreign_key="documents.row_id")
    assistant_id: str
    chunk_id: str
    content_id: str = Field(index=True)
    ordinal: int
    title: str
    heading_path: list[Any] = Field(sa_type=JsonText)
    anchor: str
    passage: str
    text: str = Field(sa_type=Text)
    start: int
    end: int
    tokens: int
    since: int | None = None
    until: int | None = None


class ChunkVector(SQLModel, table=True):
    """`vector`: little-endian float32 bytes.

    `tokens`: small vectors of its words, packed by the embedding; NULL in rows of older versions.
    """

    __tablename__: ClassVar[str] = "chunk_vectors"

    content_id: str = Field(primary_key=True)
    vector: bytes = Field(sa_type=LargeBinary)
    tokens: bytes | None = Field(default=None, sa_type=LargeBinary)
