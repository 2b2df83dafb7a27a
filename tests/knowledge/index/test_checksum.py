"""An index on disk whose bytes have changed is refused before Chroma, which may abort, reads it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from knowledge.index import chroma

NAME_OF_NO_LETTERS = "UPDATE embeddings SET embedding_id = CAST(x'ff' AS TEXT) WHERE rowid = 3"
OTHER_VECTOR = "UPDATE embeddings_queue SET vector = zeroblob(1536) WHERE rowid = 3"


def run(statement: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "chroma.sqlite3")) as catalogue:
            assert catalogue.execute(statement).rowcount == 1
            catalogue.commit()

    return damage


def zero_an_index(folder: Path) -> None:
    """Overwrite a page on which no row stands."""
    path = folder / "chroma.sqlite3"
    with closing(sqlite3.connect(path)) as catalogue:
        [(page,)] = catalogue.execute(
            "SELECT rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'embeddings'"
        ).fetchmany(1)
        [(size,)] = catalogue.execute("PRAGMA page_size").fetchall()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))


def cut_metadata(folder: Path) -> None:
    path = next(folder.glob("*/index_metadata.pickle"))
    path.write_bytes(path.read_bytes()[:-1])


def fill(folder: Path, count: int) -> None:
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(count, 384)).astype(np.float32)
    folder.mkdir()
    chroma.fill(folder, [[(f"c{place}", row.tobytes()) for place, row in enumerate(rows)]])


@pytest.mark.parametrize(
    ("damage", "count"),
    [
        (run(NAME_OF_NO_LETTERS), 20),
        (run(OTHER_VECTOR), 20),
        (zero_an_index, 20),
        (cut_metadata, 1100),
    ],
    ids=["a-name", "a-vector", "an-index-of-sqlite", "metadata"],
)
def test_a_damaged_folder_is_refused_before_it_is_opened(
    tmp_path: Path, damage: Callable[[Path], None], count: int
) -> None:
    folder = tmp_path / "filled"
    fill(folder, count)
    for _ in range(2):  # opening changes nothing that counts
        chroma.open_index(folder).close()
    damage(folder)
    with pytest.raises(OSError, match=r"is damaged|cannot be read"):
        chroma.open_index(folder)
