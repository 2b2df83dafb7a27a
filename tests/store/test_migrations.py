"""The migrations make exactly the tables that the models say, up and down, on both databases."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from store.database import database_url
from store.migrations import migrate
from store.sqlite import create_sqlite_engine
from store.tables import metadata

FULL_TEXT = "chunk_words"


async def _differences(url: str) -> list[Any]:
    def compare(connection: Connection) -> list[Any]:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
        return [item for item in found if FULL_TEXT not in str(item)]

    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_sqlite_engine(parsed, "BEGIN")
        with engine.connect() as connection:
            found = compare(connection)
        engine.dispose()
        return found
    async_engine = create_async_engine(parsed)
    async with async_engine.connect() as async_connection:
        found = await async_connection.run_sync(compare)
    await async_engine.dispose()
    return found


async def test_migrations_and_models_agree(database_address: str) -> None:
    await migrate(database_address)
    assert await _differences(database_address) == []


async def test_every_migration_goes_down_and_up_again(database_address: str) -> None:
    await migrate(database_address)
    for revision in ("0006", "0004", "0003", "0002", "0001", "base", "head"):
        await migrate(database_address, revision)
    assert await _differences(database_address) == []
