"""Assistants, visitors and reps. Tokens are stored as SHA-256 only."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from store.tables.types import JsonText, UtcDateTime


class Assistant(SQLModel, table=True):
    __tablename__: ClassVar[str] = "assistants"

    id: str = Field(primary_key=True)
    key: str = Field(unique=True)
    name: str = Field(unique=True)
    settings: dict[str, Any] = Field(sa_type=JsonText)
    knowledge_revision: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)


class Visitor(SQLModel, table=True):
    __tablename__: ClassVar[str] = "visitors"

    id: str = Field(primary_key=True)
    assistant_id: str = Field(foreign_key="assistants.id", index=True)
    token_hash: str = Field(unique=True)
    name: str
    email: str | None = None
    profile: dict[str, Any] = Field(sa_type=JsonText)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)


class Rep(SQLModel, table=True):
    __tablename__: ClassVar[str] = "reps"

    id: str = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str
    role: str
    password_hash: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    deactivated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RepSession(SQLModel, table=True):
    __tablename__: ClassVar[str] = "rep_sessions"

    token_hash: str = Field(primary_key=True)
    rep_id: str = Field(foreign_key="reps.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class SignInLink(SQLModel, table=True):
    """Works once; `used_at` is set by the request that used it."""

    __tablename__: ClassVar[str] = "sign_in_links"

    token_hash: str = Field(primary_key=True)
    rep_id: str = Field(foreign_key="reps.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
