"""`baton rebuild-index`: make vector index and full text anew from SQL, while others search.

Chroma's files belong to one process, so a running one is asked by a file in its index folder.
"""

import asyncio
import os
from contextlib import ExitStack
from pathlib import Path

from baton.commands.database import database
from baton.index_refresh import REQUEST, rebuild_vectors
from baton.process import logs
from baton.process.instance import only_one, owned
from core.errors import Misconfigured
from core.settings import Settings
from knowledge.index.vectors import VectorIndex
from store.full_text import integrity
from workflows.adapters.sql_reader import SqlReader


def run_rebuild_index(settings: Settings) -> None:
    """Rebuild both; say who rebuilds the vectors."""
    logs.configure(settings)
    asyncio.run(_rebuild(settings))


async def _rebuild(settings: Settings) -> None:
    async with database(settings) as db:
        await db.write(integrity.rebuild)
        print("The full text is made anew.")
        for folder in _folders(settings.data_dir):
            with ExitStack() as held:
                if _is_used(settings.data_dir, folder, held):
                    folder.mkdir(parents=True, exist_ok=True)
                    (folder / REQUEST).touch()
                    print(f"{folder}: the Baton that uses it makes it anew within moments.")
                    continue
                index = VectorIndex(folder, SqlReader(db))
                try:
                    count = await rebuild_vectors(db, index)
                finally:
                    await index.close()
                print(f"{folder}: the vectors of {count} assistants are made anew.")


def _folders(data_dir: Path) -> list[Path]:
    """The index of `baton up`, and those of the processes of the scaled layout."""
    shared = sorted((data_dir / "indexes").glob("*/"), key=os.path.basename)
    return [data_dir / "index", *(folder / "index" for folder in shared)]


def _is_used(data_dir: Path, folder: Path, held: ExitStack) -> bool:
    """Take the folder while `held` lasts, unless a process has it."""
    if folder.parent != data_dir:
        return not owned(folder.parent, held)
    try:
        held.enter_context(only_one(data_dir))
    except Misconfigured:
        return True
    return False
