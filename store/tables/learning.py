"""What people teach: questions that the documents did not answer, and what reps wrote for them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.tables.types import UtcDateTime


class Gap(SQLModel, table=True):
    """Questions of one meaning; `state` is open, answered or dismissed.

    `centre`: the sum of the questions' vectors, little-endian float32 bytes. `changed_at` is when
    `state` last changed.
    """

    __tablename__: ClassVar[str] = "gaps"
    __table_args__ = (Index("ix_gaps_listed", "assistant_id", "state", "count", "last_at"),)

    id: str = Field(primary_key=True)
    assistant_id: str = Field(foreign_key="assistants.id")
    question: str = Field(sa_type=Text)
    state: str
    count: int
    centre: bytes = Field(sa_type=LargeBinary)
    last_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class GapQuestion(SQLModel, table=True):
    """One turn that did not answer; without `gap_id` it asked nothing that documents could say.

    Its question is what the visitor wrote after `after_seq` up to `upto_seq`. `human_s` counts
    what people spent on it, up to the event `counted_seq`; `settled` says that it is final.
    """

    __tablename__: ClassVar[str] = "gap_questions"
    __table_args__ = (
        Index("ix_gap_questions_gap", "gap_id", "at"),
        Index("ix_gap_questions_unsettled", "settled", "conversation_id"),
    )

    turn_id: str = Field(primary_key=True, foreign_key="turns.id")
    gap_id: str | None = Field(default=None, foreign_key="gaps.id")
    conversation_id: str = Field(foreign_key="conversations.id", index=True)
    text: str = Field(sa_type=Text)
    reason: str
    vector: bytes | None = Field(default=None, sa_type=LargeBinary)
    after_seq: int
    upto_seq: int
    at: datetime = Field(sa_type=UtcDateTime)
    human_s: float = 0.0
    counted_seq: int = 0
    settled: bool = False


class GapCursor(SQLModel, table=True):
    """How far the grouping has come; `version` lets only one process store a step."""

    __tablename__: ClassVar[str] = "gap_cursors"

    name: str = Field(primary_key=True)
    turns_at: datetime = Field(sa_type=UtcDateTime)
    feedback_at: datetime = Field(sa_type=UtcDateTime)
    version: int


class Entry(SQLModel, table=True):
    """An answer that a rep wrote; `state` is proposed, publishing, published or removing."""

    __tablename__: ClassVar[str] = "entries"
    __table_args__ = (UniqueConstraint("assistant_id", "client_id"),)

    id: str = Field(primary_key=True)
    assistant_id: str = Field(foreign_key="assistants.id")
    gap_id: str | None = Field(default=None, foreign_key="gaps.id", index=True)
    client_id: str
    path: str
    question: str = Field(sa_type=Text)
    answer: str = Field(sa_type=Text)
    state: str
    written_by: str = Field(foreign_key="reps.id")
    written_at: datetime = Field(sa_type=UtcDateTime)
    reviewed_by: str | None = Field(default=None, foreign_key="reps.id")
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class RepFeedback(SQLModel, table=True):
    """A rep's word on one answer of the AI; the newest of each rep counts."""

    __tablename__: ClassVar[str] = "rep_feedback"

    message_id: str = Field(primary_key=True)
    rep_id: str = Field(primary_key=True, foreign_key="reps.id")
    conversation_id: str = Field(foreign_key="conversations.id", index=True)
    helpful: bool
    note: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
