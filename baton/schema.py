"""Bring the database to the newest schema, and say readably when it cannot be opened."""

import sqlite3

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from core.errors import Misconfigured
from core.settings import Settings
from store.migrations import migrate


async def bring_up_to_date(settings: Settings) -> None:
    """Migrate upwards; nothing happens when it is the newest. Errors: `misconfigured`."""
    try:
        await migrate(settings.sql_url)
    except (DatabaseError, sqlite3.DatabaseError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise Misconfigured(
            f"The database {_shown(settings)} cannot be opened: {cause}. {_advice(settings)}"
        ) from error


def _shown(settings: Settings) -> str:
    return make_url(settings.sql_url).render_as_string(hide_password=True)


def _advice(settings: Settings) -> str:
    if settings.uses_sqlite:
        return "Restore it from a backup, or move the file away to start with an empty one."
    return "Start Postgres, or correct BATON_DATABASE_URL."
