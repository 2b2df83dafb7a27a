"""What SQLAlchemy spells per dialect: INSERT ... ON CONFLICT, and a lock with a name."""

from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


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
