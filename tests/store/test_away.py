"""A database that goes away for a moment is told as that, not as a fault of Baton."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import Misconfigured, Unavailable
from store.database import Database, database_url


def die(s: Session) -> None:
    s.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_a_connection_that_postgres_ends_is_told_and_the_next_one_works(
    postgres_server: str,
) -> None:
    db = Database(postgres_server)
    try:
        with pytest.raises(Unavailable):
            await db.read(die)
        with pytest.raises(Unavailable):
            await db.write(die)
        assert await db.read(lambda s: s.execute(text("SELECT 1")).scalar()) == 1
    finally:
        await db.close()


async def test_what_is_wrong_with_the_work_itself_is_not_called_that(postgres_server: str) -> None:
    db = Database(postgres_server)
    try:
        with pytest.raises(IntegrityError):
            await db.write(
                lambda s: (
                    s.execute(text("CREATE TEMP TABLE t (n int PRIMARY KEY)"))
                    and s.execute(text("INSERT INTO t VALUES (1), (1)"))
                )
            )
    finally:
        await db.close()


@pytest.mark.parametrize(
    "address", ["nonsense", "sqlite://", "sqlite:///:memory:", "mysql://a/b", "postgresql://h:x/d"]
)
def test_an_address_that_is_none_is_told_with_what_is(address: str) -> None:
    with pytest.raises(Misconfigured, match="use sqlite:///path or postgresql://"):
        database_url(address)
