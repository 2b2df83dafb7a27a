"""What databases do each in their own way: INSERT ... ON CONFLICT, named locks, long lists."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

T = TypeVar("T")
AT_ONCE: Final = 500
"""Values in one list of a statement: each is a parameter, and databases bound their number."""


def portions(values: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """Cut a long list into those that a statement may carry."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def upsert(s: Session, table: Table) -> Any:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if s.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def one_at_a_time(s: Session, name: str) -> None:
    """Let transactions that name the same thing run one after the other, until they commit.

    SQLite has one writer anyway; on Postgres a statement after this one sees what the others did.
    """
    if s.get_bind().dialect.name == "postgresql":
        s.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
