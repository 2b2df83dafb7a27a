"""Transactions on SQLite or Postgres, with one way to write them.

A transaction is a plain function over a `Session`. On SQLite it runs in a thread of its own with
the synchronous driver: one hop a transaction instead of one a statement (`store/sqlite.py`). On
Postgres it runs on asyncpg (see ADR 0002).
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from core.errors import Misconfigured, Unavailable
from store.sqlite import BUSY_TIMEOUT_S, Sqlite

log = structlog.get_logger()

T = TypeVar("T")
Work = Callable[[Session], T]

ACCEPTED = "sqlite:///path or postgresql://user:password@host/name"
LOST = (OperationalError, sqlite3.OperationalError, OSError, NoConnectionFree)
# Classes of SQLSTATE: connection, rolled back for another's sake, resources, locked, shut down or
# starting.
PASSING = ("08", "25P03", "40", "53", "55P", "57P")
# A process that is stopped in the middle of a transaction, or whose machine is lost, would keep its
# locks for hours: Postgres ends what says nothing for so long.
SILENT_LIMIT_S = 8


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
        with _telling_when_away():
            return await self._backend.read(work)

    async def write(self, work: Work[T], *, brief: bool = False) -> T:
        """Run `work` as one transaction: committed when it returns, rolled back when it raises.

        `brief` work takes a few milliseconds at most; on SQLite, what waits in line is committed
        together, and each piece still succeeds or fails alone.
        """
        with _telling_when_away():
            return await self._backend.write(work, brief=brief)

    async def close(self) -> None:
        await self._backend.close()


class _Postgres:
    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url,
            pool_size=10,
            max_overflow=10,
            pool_timeout=BUSY_TIMEOUT_S,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "server_settings": {
                    "lock_timeout": f"{BUSY_TIMEOUT_S * 1000:.0f}",
                    "idle_in_transaction_session_timeout": f"{SILENT_LIMIT_S * 1000:.0f}",
                }
            },
        )

    async def read(self, work: Work[T]) -> T:
        async with AsyncSession(self._engine, autoflush=False) as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return await session.run_sync(work)

    async def write(self, work: Work[T], *, brief: bool) -> T:
        async with AsyncSession(self._engine, autoflush=False) as session, session.begin():
            return await session.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


@contextmanager
def _telling_when_away() -> Iterator[None]:
    try:
        yield
    except (*LOST, DBAPIError) as error:
        if isinstance(error, LOST) or _passes(error):
            raise _unavailable(error) from error
        raise


def _passes(error: DBAPIError) -> bool:
    """Whether the same transaction can succeed in a moment, when Postgres is back."""
    state = str(getattr(error.orig, "sqlstate", ""))
    return error.connection_invalidated or state.startswith(PASSING)


def database_url(text: str) -> URL:
    """Parse an address and pin the driver; `misconfigured` names what is accepted."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise Misconfigured(f"BATON_DATABASE_URL is no address: use {ACCEPTED}.") from error
    match url.get_backend_name():
        case "sqlite" if url.database in (None, "", ":memory:"):
            raise Misconfigured(f"BATON_DATABASE_URL names no file: use {ACCEPTED}.")
        case "sqlite":
            return url.set(drivername="sqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+asyncpg")
        case other:
            raise Misconfigured(f"BATON_DATABASE_URL names {other!r}: use {ACCEPTED}.")


def _unavailable(error: Exception) -> Unavailable:
    log.warning("database_unavailable", cause=str(getattr(error, "orig", None) or error))
    return Unavailable("The database does not answer. Try again in a moment.")
