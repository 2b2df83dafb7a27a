"""Transactions on SQLite or Postgres, with one way to write them.

A transaction is a plain function over a `Session`. On SQLite it runs in a thread of its own with
the synchronous driver: one hop a transaction instead of one a statement, and one writer, so that
`BEGIN IMMEDIATE` never waits for us. On Postgres it runs on asyncpg (see ADR 0002).
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from core.errors import Misconfigured, Unavailable

log = structlog.get_logger()

T = TypeVar("T")
Work = Callable[[Session], T]

BUSY_TIMEOUT_S = 5
READERS = 3


class _Backend(Protocol):
    async def read(self, work: Work[T]) -> T: ...
    async def write(self, work: Work[T]) -> T: ...
    async def close(self) -> None: ...


class Database:
    """Runs transactions; from one event loop only.

    Errors: `unavailable` when the database is locked for too long, full, or away.
    """

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self._backend: _Backend = (
            _Sqlite(self.url) if self.url.get_backend_name() == "sqlite" else _Postgres(self.url)
        )

    async def read(self, work: Work[T]) -> T:
        """Run `work` on one consistent snapshot."""
        try:
            return await self._backend.read(work)
        except (OperationalError, OSError) as error:
            raise _unavailable(error) from error

    async def write(self, work: Work[T]) -> T:
        """Run `work` as one transaction: committed when it returns, rolled back when it raises."""
        try:
            return await self._backend.write(work)
        except (OperationalError, OSError) as error:
            raise _unavailable(error) from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise _unavailable(error) from error
            raise

    async def close(self) -> None:
        await self._backend.close()


class _Sqlite:
    """One writer thread and a few reader threads, each with a connection of its own."""

    def __init__(self, url: URL) -> None:
        self._writer = _Lane(url, "BEGIN IMMEDIATE", 1, "sql-writer")
        self._readers = _Lane(url, "BEGIN", READERS, "sql-reader")

    async def read(self, work: Work[T]) -> T:
        return await self._readers.run(work)

    async def write(self, work: Work[T]) -> T:
        return await self._writer.run(work)

    async def close(self) -> None:
        await self._readers.close()
        await self._writer.close()


class _Lane:
    """Threads that keep their connection: taking one from a pool costs as much as a statement."""

    def __init__(self, url: URL, begin: str, threads: int, name: str) -> None:
        self._engine = create_sqlite_engine(url, begin, poolclass=NullPool)
        self._threads = ThreadPoolExecutor(threads, name)
        self._own = threading.local()
        self._connections: list[Connection] = []

    async def run(self, work: Work[T]) -> T:
        def transaction() -> T:
            connection = self._connection()
            with connection.begin(), Session(connection, autoflush=False) as session:
                result = work(session)
                session.flush()
                return result

        return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._engine.connect()
            self._connections.append(connection)
        return connection

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._connections:
            connection.close()
        self._engine.dispose()


class _Postgres:
    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)

    async def read(self, work: Work[T]) -> T:
        async with AsyncSession(self._engine, autoflush=False) as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return await session.run_sync(work)

    async def write(self, work: Work[T]) -> T:
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


def create_sqlite_engine(url: URL, begin: str, **options: Any) -> Engine:
    """An engine whose transactions start with `begin`; durable through a power cut (FULL)."""
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S}, **options
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _unavailable(error: Exception) -> Unavailable:
    log.warning("database_unavailable", cause=str(getattr(error, "orig", None) or error))
    return Unavailable("The database does not answer. Try again in a moment.")
