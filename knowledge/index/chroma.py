"""Blocking access to Chroma files: one folder holds one collection, filled once, then read.

Chroma is imported on first use (it costs more than a second). Only `PersistentClient`, telemetry
off, no embedding function: vectors always come from us.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from knowledge.contracts import Vector
from knowledge.index.checksum import CATALOGUE, checksum, vector_files

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

Rows = Sequence[tuple[str, bytes]]
"""(chunk id, float32 bytes)."""

COLLECTION = "chunks"
EF_SEARCH = 150
ADDED_AT_ONCE = 64
"""Chroma keeps the interpreter to itself while it adds; this many rows take some 30 ms."""
PROBED = 10
TOLERANCE = 1e-4
"""Chroma normalises what it is given once more."""
CHECKSUM_FILE = "vectors.sum"
"""Holds a checksum of all that Chroma reads, which it does not check itself."""

Stamp = tuple[tuple[str, int, int, int], ...]
"""(path, inode, bytes, nanoseconds of the last change) of each file."""


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """One collection in an open folder, whose files had that stamp when they were opened."""

    folder: Path
    client: "Client"
    collection: "Collection"
    stamp: Stamp

    def close(self) -> None:
        """Let go of the files; nothing may be asked afterwards."""
        self.client.close()

    def is_untouched(self) -> bool:
        """Tell whether the files are those that were opened: Chroma answers from memory whatever
        becomes of them. It reads no file, only what the file system knows of them."""
        return _stamp(self.folder) == self.stamp

    def ids(self) -> set[str]:
        return set(self.collection.get(include=[])["ids"])

    def nearest(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """Return (chunk id, cosine), best first."""
        found = self.collection.query(
            query_embeddings=np.atleast_2d(vector), n_results=limit, include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        return [
            (chunk_id, 1 - float(distance))
            for chunk_id, distance in zip(found["ids"][0], distances, strict=True)
        ]

    def holds(self, rows: Rows) -> bool:
        """Tell whether these vectors are there as they are in SQL."""
        found = self.collection.get(ids=[chunk_id for chunk_id, _ in rows], include=["embeddings"])
        stored = found["embeddings"]
        if stored is None or len(stored) != len(rows):
            return False
        wanted = {chunk_id: np.frombuffer(data, np.float32) for chunk_id, data in rows}
        expected = np.stack([wanted[chunk_id] for chunk_id in found["ids"]])
        return bool(np.allclose(np.asarray(stored, np.float32), expected, atol=TOLERANCE))

    def answers(self) -> bool:
        """Ask something: Chroma does not notice a missing vector file, it only finds less."""
        count = self.collection.count()
        stored = self.collection.get(limit=1, include=["embeddings"])["embeddings"]
        if not count or stored is None or not len(stored):
            return False
        wanted = min(count, PROBED)
        return len(self.nearest(np.asarray(stored[0], np.float32), wanted)) == wanted


def open_index(folder: Path) -> OpenIndex:
    """Open a filled folder. Errors: those of `failures()`, also when bytes have changed."""
    if (folder / CHECKSUM_FILE).read_bytes() != checksum(folder):
        raise OSError(f"the index in {folder} is damaged")
    client = _client(folder)
    collection = client.get_collection(COLLECTION, embedding_function=None)
    return OpenIndex(folder, client, collection, _stamp(folder))  # opening writes to the catalogue


def fill(folder: Path, batches: Iterable[Rows]) -> None:
    """Write a new folder."""
    client = _client(folder)
    collection = client.create_collection(
        COLLECTION,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
    )
    for rows in batches:
        for start in range(0, len(rows), ADDED_AT_ONCE):
            _add(collection, rows[start : start + ADDED_AT_ONCE])
    client.close()
    (folder / CHECKSUM_FILE).write_bytes(checksum(folder))


def failures() -> tuple[type[Exception], ...]:
    """Return what Chroma raises when its files are broken or gone."""
    from chromadb.errors import ChromaError  # noqa: PLC0415 - as in `_client`

    return (ChromaError, OSError, ValueError)


def _stamp(folder: Path) -> Stamp:
    """What is missing is not in it."""
    stamp = []
    for path in (folder / CATALOGUE, folder / CHECKSUM_FILE, *vector_files(folder)):
        with suppress(FileNotFoundError):
            seen = path.stat()
            stamp.append((str(path), seen.st_ino, seen.st_size, seen.st_mtime_ns))
    return tuple(stamp)


def _add(collection: "Collection", rows: Rows) -> None:
    vectors = np.frombuffer(b"".join(data for _, data in rows), np.float32)
    collection.add(
        ids=[chunk_id for chunk_id, _ in rows], embeddings=vectors.reshape(len(rows), -1)
    )


def _client(folder: Path) -> "Client":
    import chromadb  # noqa: PLC0415 - costs more than a second, and many commands never search
    from chromadb.config import Settings  # noqa: PLC0415

    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)
