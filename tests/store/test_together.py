"""Brief writes that wait in line behind one another are committed together, yet stand alone."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import Unavailable
from store.database import Database

Work = Callable[[Session], Any]


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'together.db'}")
    await database.write(lambda s: s.execute(text("CREATE TABLE numbers (n INTEGER UNIQUE)")))
    yield database
    await database.close()


def insert(number: int) -> Work:
    def work(s: Session) -> int:
        s.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": number})
        return 1

    return work


async def numbers(db: Database) -> list[int]:
    return await db.read(
        lambda s: list(s.execute(text("SELECT n FROM numbers ORDER BY n")).scalars())
    )


async def in_line(db: Database, *works: Work, brief: bool = True) -> list[Any]:
    """What became of writes that all wait while the writer is busy."""
    go = threading.Event()
    busy = asyncio.ensure_future(db.write(lambda s: go.wait(10)))
    writes: list[Awaitable[Any]] = [
        asyncio.ensure_future(db.write(work, brief=brief)) for work in works
    ]
    await asyncio.sleep(0)  # lets each take its place
    go.set()
    await busy
    return await asyncio.gather(*writes, return_exceptions=True)


async def test_a_write_that_fails_takes_nothing_of_its_neighbours_back(db: Database) -> None:
    def half(s: Session) -> None:
        insert(2)(s)
        raise ValueError("no")

    first, failed, twice, last = await in_line(db, insert(1), half, insert(1), insert(3))
    assert (first, last) == (1, 1)
    assert isinstance(failed, ValueError)
    assert isinstance(twice, IntegrityError)
    assert await numbers(db) == [1, 3]


async def test_nobody_is_told_of_success_when_the_whole_transaction_is_lost(db: Database) -> None:
    def full(s: Session) -> None:
        s.execute(text("ROLLBACK"))  # what SQLite does by itself when the disk is full
        raise OSError("disk full")

    outcomes = await in_line(db, insert(1), full, insert(2))
    assert all(isinstance(outcome, Unavailable) for outcome in outcomes)
    assert await numbers(db) == []
    assert await db.write(insert(3)) == 1
    assert await numbers(db) == [3]


async def test_a_write_that_may_take_long_is_committed_alone(db: Database) -> None:
    def seen_from_outside(s: Session) -> int:
        return int(s.execute(text("SELECT count(*) FROM numbers")).scalar_one())

    def fail(s: Session) -> None:
        s.execute(text("ROLLBACK"))
        raise OSError("disk full")

    first, failed, count = await in_line(db, insert(1), fail, seen_from_outside, brief=False)
    assert (first, count) == (1, 1)
    assert isinstance(failed, Unavailable)


async def test_a_cancelled_write_that_has_not_begun_never_happens(db: Database) -> None:
    go = threading.Event()
    busy = asyncio.ensure_future(db.write(lambda s: go.wait(10)))
    waiting = asyncio.ensure_future(db.write(insert(1), brief=True))
    await asyncio.sleep(0)
    waiting.cancel()
    go.set()
    await busy
    assert await db.write(insert(2), brief=True) == 1
    assert await numbers(db) == [2]
