"""The migrations make exactly the tables that the models say, up and down, on both databases."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from store import migrations
from store.database import database_url
from store.migrations import migrate
from store.sqlite import create_sqlite_engine
from store.tables import metadata

FULL_TEXT = "chunk_words"


T = TypeVar("T")


@dataclass(frozen=True)
class Table:
    """What whoever writes a row must know; `columns`: the type, and whether it may be left out."""

    columns: dict[str, tuple[str, bool]]
    unique: set[frozenset[str]]


async def _looked_at(url: str, look: Callable[[Connection], T]) -> T:
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_sqlite_engine(parsed, "BEGIN")
        with engine.connect() as connection:
            found = look(connection)
        engine.dispose()
        return found
    async_engine = create_async_engine(parsed)
    async with async_engine.connect() as async_connection:
        found = await async_connection.run_sync(look)
    await async_engine.dispose()
    return found


def _differences(connection: Connection) -> list[Any]:
    found = compare_metadata(MigrationContext.configure(connection), metadata)
    return [item for item in found if FULL_TEXT not in str(item)]


def _tables(connection: Connection) -> dict[str, Table]:
    looking = inspect(connection)
    found = {}
    for name in looking.get_table_names():
        columns = {
            c["name"]: (str(c["type"]), c["nullable"] or c["default"] is not None)
            for c in looking.get_columns(name)
        }
        rules = [index for index in looking.get_indexes(name) if index["unique"]]
        unique = {frozenset(filter(None, rule["column_names"])) for rule in rules}
        found[name] = Table(columns, unique)
    return found


async def test_migrations_and_models_agree(database_address: str) -> None:
    await migrate(database_address)
    assert await _looked_at(database_address, _differences) == []


async def test_each_migration_only_adds_what_the_code_before_it_can_live_with(
    database_address: str,
) -> None:
    """F35: an upgrade migrates first, and replaces the processes one by one afterwards."""
    before: dict[str, Table] = {}
    for file in sorted((Path(migrations.__file__).parent / "versions").glob("0*.py")):
        await migrate(database_address, revision := file.name[:4])
        after = await _looked_at(database_address, _tables)
        for name, known in before.items():
            columns, where = after[name].columns, f"{name} by {revision}"
            assert known.columns.items() <= columns.items(), where
            assert all(columns[new][1] for new in columns.keys() - known.columns.keys()), where
            assert not [u for u in after[name].unique - known.unique if u <= set(known.columns)]
        before = after


async def test_every_migration_goes_down_and_up_again(database_address: str) -> None:
    await migrate(database_address)
    for revision in ("0006", "0004", "0003", "0002", "0001", "base", "head"):
        await migrate(database_address, revision)
    assert await _looked_at(database_address, _differences) == []
