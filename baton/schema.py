"""Bring the database to the newest schema, and say readably when it cannot be opened."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError

import store
from core.disk import free_bytes
from core.errors import Misconfigured, Unavailable
from core.settings import Settings
from store.database import Database, database_url

FAILING: Final = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)
UNTOUCHABLE: Final = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
VERSIONS = Path(store.__file__).parent / "migrations" / "versions"


async def bring_up_to_date(settings: Settings) -> None:
    """Migrate upwards; nothing happens when it is the newest. Errors: `misconfigured`."""
    with _told(settings):
        if not is_newest(settings):
            from store.migrations import migrate  # noqa: PLC0415  (0.3 s that most starts save)

            await migrate(settings.sql_url)


async def is_up_to_date(settings: Settings) -> bool:
    """Look without changing anything. Errors: `misconfigured`."""
    with _told(settings):
        if settings.uses_sqlite:
            return is_newest(settings)
        return await _revision_on_postgres(settings) == newest_revision()


async def require_migrated(settings: Settings) -> None:
    """Refuse a Postgres with an older schema, or none. Errors: `misconfigured`.

    A newer one is fine: while an upgrade goes on, the processes are replaced after the database.
    """
    with _told(settings):
        revision = await _revision_on_postgres(settings)
    if revision < newest_revision():
        raise Misconfigured(f"The database {_shown(settings)} is not ready: run `baton migrate`.")


async def _revision_on_postgres(settings: Settings) -> str:
    """Empty when Baton has made nothing yet."""
    db = Database(settings.sql_url)
    try:
        query = text("SELECT version_num FROM alembic_version")
        return await db.read(lambda s: s.execute(query).scalar_one_or_none()) or ""
    except ProgrammingError:  # an empty database has no such table
        return ""
    finally:
        await db.close()


def newest_revision() -> str:
    """The revision that the last migration file brings; files are named by their number."""
    return max(path.stem for path in VERSIONS.glob("[0-9]*.py")).partition("_")[0]


def is_newest(settings: Settings) -> bool:
    """A look at a SQLite file without Alembic; anything unusual is left to Alembic."""
    file = database_url(settings.sql_url).database
    if not settings.uses_sqlite or not file or not Path(file).exists():
        return False
    try:
        with closing(sqlite3.connect(file)) as database:
            rows = database.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.OperationalError as error:
        if _code(error) in (*UNTOUCHABLE, *FAILING):  # Alembic could do no more
            raise
        return False
    return rows == [(newest_revision(),)]


@contextmanager
def told_when_read_only(settings: Settings) -> Iterator[None]:
    """Opening a file that may only be read succeeds: the first write is what fails."""
    try:
        yield
    except Unavailable as error:
        cause = getattr(error.__cause__, "orig", None) or error.__cause__
        if _code(cause) not in UNTOUCHABLE:
            raise
        told = f"The database {_shown(settings)} cannot be written: {cause}."
        raise Misconfigured(f"{told} {_advice(settings, _code(cause))}") from error


@contextmanager
def _told(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (Unavailable, DBAPIError, sqlite3.DatabaseError, OSError) as error:
        told = error.__cause__ if isinstance(error, Unavailable) else error
        cause = getattr(told, "orig", None) or told
        advice = _advice(settings, _code(cause))
        raise Misconfigured(
            f"The database {_shown(settings)} cannot be opened: {cause}. {advice}"
        ) from error


def _shown(settings: Settings) -> str:
    return make_url(settings.sql_url).render_as_string(hide_password=True)


def _code(error: object) -> int:
    """SQLite's primary result code, 0 for another error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _advice(settings: Settings, code: int) -> str:
    if not settings.uses_sqlite:
        return "Start Postgres, or correct BATON_DATABASE_URL."
    if code in FAILING:
        free = free_bytes(Path(database_url(settings.sql_url).database or ".")) // 1_000_000
        return f"Is the disk full ({free} MB are free)? Make room; the file may well be whole."
    if code in UNTOUCHABLE:
        return "Give this user the right to write the file and its folder, or name another one."
    return "Restore it from a backup, or move the file away to start with an empty one."
