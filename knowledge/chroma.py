"""Blocking access to one embedded Chroma folder; `index.py` calls it from threads.

Chroma is imported on first use (it costs more than a second). Only `PersistentClient`, telemetry
off, no embedding function: vectors always come from us.
"""

import hashlib
import shutil
import threading
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from knowledge.contracts import Vector, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

EF_SEARCH = 150
PROBED = 10


class ChromaFolder:
    """A client over `folder/<generation>`; broken files are left behind by a new generation.

    Chroma keeps one system per path and process, so a path is never used again after a reset.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: ClientAPI | None = None
        self._lock = threading.Lock()

    def complete(self, assistant_id: str, revision: int) -> "Collection | None":
        """Return the finished collection of that revision if there is one and it answers."""
        name = _name(assistant_id, revision)
        names = {collection.name for collection in self._open().list_collections()}
        if name not in names:
            return None
        collection = self._open().get_collection(name, embedding_function=None)
        return collection if self._answers(collection) else None

    def ids(self, collection: "Collection") -> set[str]:
        return set(collection.get(include=[])["ids"])

    def start(self, assistant_id: str) -> "Collection":
        """Create an empty collection under a name that `complete` never looks for."""
        name = f"{_prefix(assistant_id)}-building-{uuid.uuid4().hex}"
        return self._open().create_collection(
            name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
        )

    def add(self, collection: "Collection", rows: Sequence[tuple[str, bytes]]) -> None:
        vectors = np.frombuffer(b"".join(data for _, data in rows), np.float32)
        collection.add(
            ids=[chunk_id for chunk_id, _ in rows], embeddings=vectors.reshape(len(rows), -1)
        )

    def finish(self, collection: "Collection", assistant_id: str, revision: int) -> None:
        """Give a filled collection its final name; before that moment it does not count."""
        name = _name(assistant_id, revision)
        for other in self._open().list_collections():
            if other.name == name:
                self._open().delete_collection(name)
        collection.modify(name=name)

    def drop_others(self, assistant_id: str, keep: Iterable["Collection | None"]) -> None:
        """Delete this assistant's collections but those given."""
        kept = {collection.id for collection in keep if collection is not None}
        for collection in self._open().list_collections():
            if collection.name.startswith(_prefix(assistant_id)) and collection.id not in kept:
                self._open().delete_collection(collection.name)

    def reset(self) -> None:
        """Leave the files behind and begin a new generation."""
        with self._lock:
            self._shut()
            for generation in self._folder.glob("g-*"):
                shutil.rmtree(generation, ignore_errors=True)
            (self._folder / f"g-{uuid.uuid4().hex[:8]}").mkdir(parents=True)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._shut()

    def _shut(self) -> None:
        if self._client is not None:
            cast("Client", self._client).close()
            self._client = None

    def _answers(self, collection: "Collection") -> bool:
        """Chroma does not notice a missing vector file, it only finds less."""
        count = collection.count()
        stored = collection.get(limit=1, include=["embeddings"])["embeddings"]
        if not count or stored is None or not len(stored):
            return False
        wanted = min(count, PROBED)
        return len(nearest(collection, np.asarray(stored[0], np.float32), wanted)) == wanted

    def _open(self) -> "ClientAPI":
        with self._lock:
            if self._client is None:
                self._client = _client(self._generation())
            return self._client

    def _generation(self) -> Path:
        known = sorted(self._folder.glob("g-*"), key=lambda path: path.stat().st_mtime)
        if known:
            return known[-1]
        path = self._folder / f"g-{uuid.uuid4().hex[:8]}"
        path.mkdir(parents=True)
        return path


def nearest(collection: "Collection", vector: Vector, limit: int) -> list[tuple[str, float]]:
    """Return (chunk id, cosine), best first."""
    found = collection.query(
        query_embeddings=np.atleast_2d(vector), n_results=limit, include=["distances"]
    )
    distances = (found["distances"] or [[]])[0]
    return [
        (chunk_id, 1 - float(distance))
        for chunk_id, distance in zip(found["ids"][0], distances, strict=True)
    ]


def cosines(collection: "Collection", vector: Vector, chunk_ids: list[str]) -> dict[str, float]:
    """Return the cosine of each given chunk that the collection holds."""
    found = collection.get(ids=chunk_ids, include=["embeddings"])
    stored = found["embeddings"]
    if stored is None or not len(stored):
        return {}
    vectors: Vectors = np.asarray(stored, np.float32)
    return dict(zip(found["ids"], (vectors @ vector).tolist(), strict=True))


def _client(folder: Path) -> "ClientAPI":
    import chromadb  # noqa: PLC0415 - costs more than a second, and many commands never search
    from chromadb.config import Settings  # noqa: PLC0415

    return chromadb.PersistentClient(
        str(folder), settings=Settings(anonymized_telemetry=False, allow_reset=False)
    )


def _prefix(assistant_id: str) -> str:
    return "a" + hashlib.blake2b(assistant_id.encode(), digest_size=12).hexdigest()


def _name(assistant_id: str, revision: int) -> str:
    return f"{_prefix(assistant_id)}-r{revision}"


def failures() -> tuple[type[Exception], ...]:
    """Return what Chroma raises when its files are broken or gone."""
    from chromadb.errors import ChromaError  # noqa: PLC0415 - as above

    return (ChromaError, OSError, ValueError)
