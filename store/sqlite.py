"""SQLite: a thread for writing and a few for reading, each with a connection of its own.

A transaction is begun and ended on the driver's connection, and the `Session` around it is kept:
that is a third of what a transaction costs by `Session.begin`. So a function may only execute
statements on tables; mapped objects would outlive their transaction.
"""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

T = TypeVar("T")
Work = Callable[[Session], T]

BUSY_TIMEOUT_S = 5
READERS = 3
TOGETHER = 32


class Sqlite:
    """One writer, so that `BEGIN IMMEDIATE` never waits for us; readers see snapshots."""

    def __init__(self, url: URL) -> None:
        self._writer = _Lane(url, 1, "sql-writer")
        self._readers = _Lane(url, READERS, "sql-reader")
        self._waiting: deque[_Job] = deque()

    async def read(self, work: Work[T]) -> T:
        def snapshot() -> T:
            with self._readers.transaction("BEGIN") as session:
                return work(session)

        return await asyncio.get_running_loop().run_in_executor(self._readers.threads, snapshot)

    async def write(self, work: Work[T], *, brief: bool) -> T:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(work, brief, done))
        self._writer.threads.submit(self._write_next)  # finds nothing if the one before took it
        return await done

    async def close(self) -> None:
        await self._readers.close()
        await self._writer.close()

    def _write_next(self) -> None:
        """Commit the first in line, and with it the brief ones right behind if it is brief too."""
        group = self._next_group()
        if not group:
            return
        try:
            with self._writer.transaction("BEGIN IMMEDIATE") as session:
                if len(group) == 1:
                    group[0].run(session)
                else:
                    for job in group:
                        job.run_apart(session)
        except Exception as error:  # whatever it is, those who wait must hear of it
            for job in group:
                job.error = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            group[0].done.get_loop().call_soon_threadsafe(_tell, group)

    def _next_group(self) -> list["_Job"]:
        group: list[_Job] = []
        while self._waiting and len(group) < TOGETHER:
            if group and not (group[0].brief and self._waiting[0].brief):
                break
            job = self._waiting.popleft()
            if not job.done.cancelled():
                group.append(job)
        return group


@dataclass
class _Job:
    work: Work[Any]
    brief: bool
    done: "asyncio.Future[Any]"
    result: Any = None
    error: Exception | None = None

    def run(self, session: Session) -> None:
        self.result = self.work(session)

    def run_apart(self, session: Session) -> None:
        """Run inside a transaction of several; a failure takes back this part alone."""
        driver = _driver(session.connection())
        driver.execute("SAVEPOINT job")
        try:
            self.run(session)
        except Exception as error:
            if not driver.in_transaction:
                raise  # SQLite gave up the whole transaction, as it does when the disk is full
            driver.execute("ROLLBACK TO job")
            self.error = error
        driver.execute("RELEASE job")


def _tell(group: list[_Job]) -> None:
    for job in group:
        if job.done.done():
            continue
        if job.error is not None:
            job.done.set_exception(job.error)
        else:
            job.done.set_result(job.result)


class _Lane:
    """Threads that keep their connection: taking one from a pool costs as much as a statement."""

    def __init__(self, url: URL, threads: int, name: str) -> None:
        self.threads = ThreadPoolExecutor(threads, name)
        self._engine = create_sqlite_engine(url, poolclass=NullPool)
        self._own = threading.local()
        self._sessions: list[Session] = []

    @contextmanager
    def transaction(self, begin: str) -> Iterator[Session]:
        """The thread's own session, in a transaction."""
        session = self._session()
        driver = _driver(session.connection())
        driver.execute(begin)
        try:
            yield session
            driver.execute("COMMIT")
        except BaseException:
            session.rollback()
            raise

    def _session(self) -> Session:
        session: Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = _Kept(self._engine.connect())
            self._sessions.append(session)
        return session

    async def close(self) -> None:
        await asyncio.to_thread(self.threads.shutdown)
        for session in self._sessions:
            connection = session.connection()
            session.close()
            connection.close()
        self._engine.dispose()


class _Kept(Session):
    """The session of one connection, which therefore need not look for it at each statement."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, autoflush=False)
        self.execute = connection.execute  # type: ignore[method-assign,assignment]


def _driver(connection: Connection) -> sqlite3.Connection:
    found = connection.connection.dbapi_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def create_sqlite_engine(url: URL, begin: str | None = None, **options: Any) -> Engine:
    """An engine, durable through a power cut (FULL), whose transactions start with `begin`.

    Without `begin` nothing starts a transaction: the caller tells the driver. Errors do not tell
    the values of a statement: they end up in the log, and may be what a visitor wrote.
    """
    if url.database:
        Path(url.database).parent.mkdir(0o700, parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
        hide_parameters=True,
        **options,
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    if begin is not None:

        @event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            connection.exec_driver_sql(begin)

    return engine
