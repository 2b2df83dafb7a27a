"""What happens when the database fails: it is told in time, and without what was written."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.errors import Unavailable
from store import tags
from store.database import Database
from store.migrations import migrate

FAILING = {
    "sqlite": "INSERT INTO tags (name, description) VALUES (:said, NULL)",
    "postgresql+asyncpg": "SELECT length(:said) / 0",
}


@asynccontextmanager
async def locked(address: str) -> AsyncIterator[None]:
    """Nobody else can write tags while this is open."""
    if address.startswith("sqlite"):
        other = sqlite3.connect(str(make_url(address).database), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.close()
        return
    connection = await asyncpg.connect(address)
    async with connection.transaction():
        await connection.execute("LOCK TABLE tags")
        yield
    await connection.close()


async def test_a_failed_statement_does_not_tell_its_values(db: Database) -> None:
    def fail(s: Session) -> None:
        s.execute(text(FAILING[db.url.drivername]), {"said": "my card is 4111"})

    with pytest.raises(DBAPIError) as failure:
        await db.write(fail)
    assert "4111" not in str(failure.value)


async def test_a_locked_database_is_waited_for_only_so_long(
    database_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("sqlite", "database"):
        monkeypatch.setattr(f"store.{module}.BUSY_TIMEOUT_S", 0.3)
    await migrate(database_address)
    db = Database(database_address)

    def define(s: Session) -> None:
        tags.define(s, "billing", "")

    many = 25  # more than there are connections
    async with locked(database_address), asyncio.timeout(30):
        refused = await asyncio.gather(
            *(db.write(define, brief=True) for _ in range(many)), return_exceptions=True
        )
    assert [type(error) for error in refused] == [Unavailable] * many
    await db.write(define)
    await db.close()
