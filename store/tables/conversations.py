"""Conversations, their messages, and the log of everything that happened in them."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from store.tables.types import JsonText, UtcDateTime

UNANSWERED = text("mode = 'ai' AND last_visitor_seq > answered_upto")
HANDED_OVER = text("decision = 'handoff'")


class Conversation(SQLModel, table=True):
    """`seq` is the last event's; the `..._seq` columns name events of this conversation."""

    __tablename__: ClassVar[str] = "conversations"
    __table_args__ = (
        UniqueConstraint("visitor_id", "client_id"),
        Index("ix_conversations_mode", "mode", "updated_at"),
        Index("ix_conversations_updated", "updated_at"),
        Index("ix_conversations_assistant", "assistant_id", "created_at"),
        Index(
            "ix_conversations_unanswered",
            "updated_at",
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        ),
    )

    id: str = Field(primary_key=True)
    assistant_id: str = Field(foreign_key="assistants.id")
    visitor_id: str = Field(foreign_key="visitors.id", index=True)
    client_id: str
    mode: str
    epoch: int
    owner_id: str | None = Field(default=None, foreign_key="reps.id", index=True)
    hold_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    waiting_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = None
    summary: str = Field(default="", sa_type=Text)
    escalated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resume_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_human_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_seq: int = 0
    last_rep_seq: int = 0
    last_visitor_seq: int = 0
    last_visitor_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_upto: int = 0
    seq: int = 0
    pending_action: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    last_message: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    page: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Message(SQLModel, table=True):
    """A client id is unique per conversation and kind of author."""

    __tablename__: ClassVar[str] = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "author_kind", "client_id"),)

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    seq: int = Field(primary_key=True)
    id: str = Field(unique=True)
    client_id: str | None = None
    author_kind: str
    author_id: str | None = None
    author_name: str
    kind: str
    text: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    citations: list[dict[str, Any]] = Field(sa_type=JsonText)
    attachments: list[dict[str, Any]] = Field(sa_type=JsonText)
    choices: list[str] | None = Field(default=None, sa_type=JsonText)
    turn_id: str | None = Field(default=None, unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Event(SQLModel, table=True):
    """`data` is the JSON that readers receive; `internal` events are for reps only."""

    __tablename__: ClassVar[str] = "events"

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    seq: int = Field(primary_key=True)
    name: str
    data: str = Field(sa_type=Text)
    internal: bool = False
    epoch: int
    created_at: datetime = Field(sa_type=UtcDateTime)


class Outbox(SQLModel, table=True):
    """Signals not yet delivered; a delivered one is deleted.

    `last_error` says why it was put off so many `attempts`; `baton doctor` tells it.
    """

    __tablename__: ClassVar[str] = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(foreign_key="conversations.id")
    signal: str
    payload: dict[str, Any] = Field(sa_type=JsonText)
    start: dict[str, Any] = Field(sa_type=JsonText)
    attempts: int = 0
    next_at: datetime = Field(sa_type=UtcDateTime, index=True)
    last_error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Turn(SQLModel, table=True):
    """One AI turn; `state` is running, committed or discarded."""

    __tablename__: ClassVar[str] = "turns"
    __table_args__ = (
        Index(
            "ix_turns_handed_over",
            "finished_at",
            sqlite_where=HANDED_OVER,
            postgresql_where=HANDED_OVER,
        ),
    )

    id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversations.id", index=True)
    epoch: int
    upto_seq: int
    state: str
    decision: str | None = None
    reason: str | None = None
    answerable: float | None = None
    trace: dict[str, Any] = Field(sa_type=JsonText)
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ActionRun(SQLModel, table=True):
    """One run of a custom action; each slot keeps the message its value came from."""

    __tablename__: ClassVar[str] = "action_runs"

    id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversations.id", index=True)
    action: str
    title: str
    state: str
    slots: dict[str, Any] = Field(sa_type=JsonText)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Tag(SQLModel, table=True):
    """`description` is what the AI compares a question with."""

    __tablename__: ClassVar[str] = "tags"

    name: str = Field(primary_key=True)
    description: str = Field(default="", sa_type=Text)


class ConversationTag(SQLModel, table=True):
    __tablename__: ClassVar[str] = "conversation_tags"

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    name: str = Field(primary_key=True, index=True)
    kind: str


class Feedback(SQLModel, table=True):
    """The visitor's word on one answer; the newest counts."""

    __tablename__: ClassVar[str] = "feedback"

    message_id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversations.id", index=True)
    helpful: bool
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Upload(SQLModel, table=True):
    """A file that a visitor or a rep sent; `path` is inside the data folder."""

    __tablename__: ClassVar[str] = "uploads"

    id: str = Field(primary_key=True)
    owner_id: str = Field(index=True)
    name: str
    size: int
    type: str
    path: str
    created_at: datetime = Field(sa_type=UtcDateTime)
