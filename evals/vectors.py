"""The product's embedding with a memory on disk, so that a second run is quick."""

import hashlib
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from knowledge.contracts import Embedded, Vectors
from knowledge.embed import MiniLmEmbedder
from knowledge.embed.minilm import Progress

ASKED_AT_ONCE = 500
KEPT_AT_ONCE = 200
"""A run that is stopped goes on where it was."""


class RememberingEmbedder(MiniLmEmbedder):
    """Looks a text up before it embeds it; the key is the model and the text."""

    def __init__(self, cache_dir: Path, memory: Path) -> None:
        super().__init__(cache_dir)
        memory.parent.mkdir(parents=True, exist_ok=True)
        self._memory = sqlite3.connect(memory, timeout=60, isolation_level=None)
        self._memory.execute("PRAGMA journal_mode=WAL")
        self._memory.execute(
            "CREATE TABLE IF NOT EXISTS embedded"
            " (key BLOB PRIMARY KEY, vector BLOB, tokens BLOB) WITHOUT ROWID"
        )

    async def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        found = await self._remembered("vector", texts, self._vectors)
        vectors = [np.frombuffer(embedded.vector, np.float32) for embedded in found]
        return np.stack(vectors) if vectors else np.empty((0, self.dimensions), np.float32)

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        return await self._remembered("passage", texts, super().embed_passages)

    async def _vectors(self, texts: Sequence[str]) -> list[Embedded]:
        return [Embedded(vector.tobytes(), b"") for vector in await super().embed(texts)]

    async def _remembered(
        self,
        kind: str,
        texts: Sequence[str],
        embed: Callable[[Sequence[str]], Awaitable[list[Embedded]]],
    ) -> list[Embedded]:
        keys = [self._key(kind, text) for text in texts]
        known = self._known(keys)
        unknown = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for start in range(0, len(unknown), KEPT_AT_ONCE):
            some = dict(islice(unknown.items(), start, start + KEPT_AT_ONCE))
            new = dict(zip(some, await embed(list(some.values())), strict=True))
            rows = [(key, made.vector, made.tokens) for key, made in new.items()]
            self._memory.executemany("INSERT OR IGNORE INTO embedded VALUES (?, ?, ?)", rows)
            known |= new
        return [known[key] for key in keys]

    def close(self) -> None:
        self._memory.close()
        super().close()

    def _key(self, kind: str, text: str) -> bytes:
        return hashlib.blake2b(f"{self.model}\0{kind}\0{text}".encode(), digest_size=16).digest()

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, Embedded]:
        known: dict[bytes, Embedded] = {}
        for start in range(0, len(keys), ASKED_AT_ONCE):
            asked = keys[start : start + ASKED_AT_ONCE]
            marks = ",".join("?" * len(asked))
            query = f"SELECT key, vector, tokens FROM embedded WHERE key IN ({marks})"
            found = self._memory.execute(query, asked)
            known |= {key: Embedded(vector, tokens) for key, vector, tokens in found}
        return known
