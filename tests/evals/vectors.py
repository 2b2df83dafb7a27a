"""The product's embedding with a memory on disk, so that a second run is quick."""

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.contracts import Vectors
from knowledge.embed import MiniLmEmbedder
from knowledge.embed.minilm import Progress

ASKED_AT_ONCE = 500


class RememberingEmbedder(MiniLmEmbedder):
    """Looks a text up before it embeds it; the key is the model and the text."""

    def __init__(self, cache_dir: Path, memory: Path) -> None:
        super().__init__(cache_dir)
        memory.parent.mkdir(parents=True, exist_ok=True)
        self._memory = sqlite3.connect(memory, timeout=60, isolation_level=None)
        self._memory.execute("PRAGMA journal_mode=WAL")
        self._memory.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
        )

    async def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        keys = [self._key(text) for text in texts]
        known = self._known(keys)
        unknown = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if unknown:
            vectors = await super().embed(list(unknown.values()), progress)
            new = {key: row.tobytes() for key, row in zip(unknown, vectors, strict=True)}
            self._memory.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", new.items())
            known |= new
        found = [np.frombuffer(known[key], np.float32) for key in keys]
        return np.stack(found) if found else np.empty((0, self.dimensions), np.float32)

    def close(self) -> None:
        self._memory.close()
        super().close()

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(f"{self.model}\0{text}".encode(), digest_size=16).digest()

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        known: dict[bytes, bytes] = {}
        for start in range(0, len(keys), ASKED_AT_ONCE):
            asked = keys[start : start + ASKED_AT_ONCE]
            marks = ",".join("?" * len(asked))
            query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"
            known.update(self._memory.execute(query, asked))
        return known
