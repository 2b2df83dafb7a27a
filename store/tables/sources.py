"""Where documents come from, what was fetched of it, and how its ingestions went."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field, SQLModel

from store.tables.types import JsonText, UtcDateTime


class Source(SQLModel, table=True):
    """`location` is the folder or address as it was given; `assistant_id` the first it was for.

    `wanted` counts the requests to bring it up to date, `handled` those that a run has taken up. A
    source with `removed_at` exists for nobody but the run that clears it away.
    """

    __tablename__: ClassVar[str] = "sources"

    id: str = Field(primary_key=True)
    assistant_id: str = Field(foreign_key="assistants.id", index=True)
    kind: str
    location: str
    name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    settings: dict[str, Any] = Field(
        default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"}
    )
    refresh_s: int | None = None
    state: str = Field(default="idle", sa_column_kwargs={"server_default": "idle"})
    error: str | None = Field(default=None, sa_type=Text)
    wanted: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    handled: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    client_id: str | None = Field(default=None, unique=True, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    refreshed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SourceAssistant(SQLModel, table=True):
    """An assistant that knows a source; several may share one."""

    __tablename__: ClassVar[str] = "source_assistants"

    source_id: str = Field(foreign_key="sources.id", primary_key=True)
    assistant_id: str = Field(foreign_key="assistants.id", primary_key=True, index=True)


class SourceFile(SQLModel, table=True):
    """One uploaded file, ZIP or pasted text, as it came."""

    __tablename__: ClassVar[str] = "source_files"

    source_id: str = Field(foreign_key="sources.id", primary_key=True)
    path: str = Field(primary_key=True)
    media: str
    data: bytes = Field(sa_type=LargeBinary)


class SourcePage(SQLModel, table=True):
    """One page or file as it was last fetched; `hash` is of its bytes, before they were read.

    `etag`, `last_modified` and `links` let the next walk ask only for what has changed.
    """

    __tablename__: ClassVar[str] = "source_pages"

    source_id: str = Field(foreign_key="sources.id", primary_key=True)
    path: str = Field(primary_key=True)
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    links: list[Any] = Field(
        default_factory=list, sa_type=JsonText, sa_column_kwargs={"server_default": "[]"}
    )
    hash: str
    state: str
    reason: str | None = Field(default=None, sa_type=Text)
    fetched_at: datetime = Field(sa_type=UtcDateTime)


class IngestRun(SQLModel, table=True):
    """One attempt to bring a source up to date; `total` is known once everything is fetched."""

    __tablename__: ClassVar[str] = "ingest_runs"

    id: str = Field(primary_key=True)
    source_id: str = Field(foreign_key="sources.id", index=True)
    state: str
    phase: str
    done: int = 0
    total: int | None = None
    chunks: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: int = 0
    error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
