"""What a Chroma folder holds, in one checksum.

Chroma believes its files. A changed byte can end the whole process: a name that is no UTF-8 any
more is a panic in native code, at every start anew.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

CATALOGUE: Final = "chroma.sqlite3"
TOUCHED_WHEN_OPENED: Final = "acquire_write"
_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY 1"


def checksum(folder: Path) -> bytes:
    """Return the checksum of vectors and catalogue, which opening the folder leaves as it is.

    Errors: `OSError` for files that are gone or that SQLite cannot read.
    """
    digest = hashlib.blake2b()
    for path in vector_files(folder):
        digest.update(path.read_bytes())
    try:
        for cell in _cells(folder / CATALOGUE):
            digest.update(cell)
    except sqlite3.Error as error:
        raise OSError(f"the catalogue in {folder} cannot be read ({error})") from error
    return digest.digest()


def vector_files(folder: Path) -> list[Path]:
    """Return the files of vectors, in a fixed order.

    Those without metadata beside them are none yet: Chroma reads so few vectors from its log, and
    writes what it likes into the files whenever it opens them.
    """
    homes = (found.parent for found in sorted(folder.glob("*/index_metadata.pickle")))
    return [path for home in homes for path in sorted(home.iterdir())]


def _cells(catalogue: Path) -> Iterator[bytes]:
    """Read all rows; what indexes and free pages hold is looked at by SQLite itself."""
    with closing(
        sqlite3.connect(f"{catalogue.absolute().as_uri()}?mode=rw", uri=True)
    ) as connection:
        connection.text_factory = bytes  # a damaged name is not decoded
        [(verdict,)] = connection.execute("PRAGMA integrity_check(1)").fetchall()
        yield verdict
        for (name,) in connection.execute(_TABLES).fetchall():
            table = name.decode()
            if table == TOUCHED_WHEN_OPENED:
                continue
            yield name
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - its own name
                for cell in row:
                    yield cell if isinstance(cell, bytes) else repr(cell).encode()
