"""Transactions on SQLite or Postgres, with one way to write them.

A transaction is a plain function over a `Session`. On SQLite it runs in a thread of its own with
the synchronous driver: one hop a transaction instead of one a statement (`store/sqlite.py`). On
Postgres it runs on asyncpg (see ADR 0002).
"""

import sqlite3
from collections.abc import Callable
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from core.errors import Misconfigured, Unavailable
from store.sqlite import Sqlite

log = structlog.get_logger()

T = TypeVar("T")
Work = Callable[[Session], T]

LOST = (OperationalError, sqlite3.OperationalError, OSError)


class _Backend(Protocol):
    async def read(self, work: Work[T]) -> T: ...
    async def write(self, work: Work[T], *, brief: bool) -> T: ...
    async def close(self) -> None: ...


class Database:
    """Runs transactions; from one event loop only.

    Errors: `unavailable` when the database is locked for too long, full, or away.
    """

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self._backend: _Backend = (
            Sqlite(self.url) if self.url.get_backend_name() == "sqlite" else _Postgres(self.url)
        )

    async def read(self, work: Work[T]) -> T:
        """Run `work` on one consistent snapshot."""
        try:
            return await self._backend.read(work)
        except LOST as error:
            raise _unavailable(error) from error

    async def write(self, work: Work[T], *, brief: bool = False) -> T:
        """Run `work` as one transaction: committed when it returns, rolled back when it raises.

        `brief` work takes a few milliseconds at most; on SQLite, what waits in line is committed
        together, and each piece still succeeds or fails alone.
        """
        try:
            return await self._backend.write(work, brief=brief)
        except LOST as error:
            raise _unavailable(error) from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise _unavailable(error) from error
            raise

    async def close(self) -> None:
        await self._backend.close()


class _Postgres:
    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)

    async def read(self, work: Work[T]) -> T:
        async with AsyncSession(self._engine, autoflush=False) as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return await session.run_sync(work)

    async def write(self, work: Work[T], *, brief: bool) -> T:
        async with AsyncSession(self._engine, autoflush=False) as session, session.begin():
            return await session.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


def database_url(text: str) -> URL:
    """Parse an address and pin the driver; `misconfigured` names what is accepted."""
    url = make_url(text)
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+asyncpg")
        case other:
            raise Misconfigured(
                f"BATON_DATABASE_URL names {other!r}: use sqlite:///path or postgresql://..."
            )


def _unavailable(error: Exception) -> Unavailable:
    log.warning("database_unavailable", cause=str(getattr(error, "orig", None) or error))
    return Unavailable("The database does not answer. Try again in a moment.")
