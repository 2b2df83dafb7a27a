"""What answers cost, and those that may be given again."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel

from store.tables.types import JsonText, UtcDateTime


class Spending(SQLModel, table=True):
    """What the model cost in one turn; `day` is the UTC day of its first call.

    `micros`: millionths of the currency unit. `settled` is false while only a reservation stands
    here, which counts against the budget and is not shown as the turn's cost. A row names no
    visitor and no conversation, and stays when they are erased.
    """

    __tablename__: ClassVar[str] = "spending"
    __table_args__ = (Index("ix_spending_day", "assistant_id", "day", "micros"),)

    turn_id: str = Field(primary_key=True)
    assistant_id: str = Field(foreign_key="assistants.id")
    day: date
    model: str
    input_tokens: int
    output_tokens: int
    micros: int = Field(sa_type=BigInteger)
    estimated: bool
    settled: bool
    at: datetime = Field(sa_type=UtcDateTime)


class RememberedAnswer(SQLModel, table=True):
    """A verified answer; `key` is a hash of the question and of all that the answer depends on.

    `chunks`: number in the text -> chunk id. A `refused` one was marked as unhelpful: it keeps its
    key, so that the question is always asked anew.
    """

    __tablename__: ClassVar[str] = "remembered_answers"
    __table_args__ = (
        Index("ix_remembered_answers_age", "assistant_id", "knowledge_revision", "created_at"),
    )

    key: str = Field(primary_key=True)
    assistant_id: str = Field(foreign_key="assistants.id")
    knowledge_revision: int
    turn_id: str
    text: str = Field(sa_type=Text)
    chunks: dict[str, Any] = Field(sa_type=JsonText)
    refused: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
