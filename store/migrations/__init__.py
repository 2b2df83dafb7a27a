"""Alembic migrations, run from code: there is no alembic.ini to keep in step."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from store.database import database_url
from store.sqlite import create_sqlite_engine


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


async def migrate(url: str, revision: str = "head") -> None:
    """Bring the database to `revision`; also downwards, when it is older than what is there."""

    def run(connection: Connection) -> None:
        script = ScriptDirectory.from_config(_config())
        current = MigrationContext.configure(connection).get_current_revision()
        below = revision == "base" or (
            current is not None
            and revision in {item.revision for item in script.iterate_revisions(current, "base")}
            and revision != current
        )
        (command.downgrade if below else command.upgrade)(_config(connection), revision)

    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_sqlite_engine(parsed, "BEGIN IMMEDIATE")
        with engine.begin() as connection:
            run(connection)
        engine.dispose()
        return
    async_engine = create_async_engine(parsed)
    async with async_engine.begin() as async_connection:
        await async_connection.run_sync(run)
    await async_engine.dispose()
