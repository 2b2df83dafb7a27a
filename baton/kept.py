"""Embeddings of sentences that only change with the code, kept in the cache folder."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.contracts import Embedded, Embedder, ReadQuery, Vector, Vectors


class KeptEmbedder:
    """Embeds a list once per machine and model, then reads it from a file."""

    def __init__(self, embedder: Embedder, cache_dir: Path) -> None:
        self._embedder, self._folder = embedder, cache_dir.expanduser() / "embeddings"

    @property
    def model(self) -> str:
        return self._embedder.model

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)

    async def embed_query(self, text: str) -> Vector:
        return await self._embedder.embed_query(text)

    async def read_query(self, text: str) -> ReadQuery:
        return await self._embedder.read_query(text)

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        return await self._embedder.embed_passages(texts)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        key = hashlib.sha256("\0".join([self.model, *texts]).encode()).hexdigest()
        file = self._folder / f"{key[:32]}.npy"
        kept = self._read(file)
        if kept is not None and kept.shape == (len(texts), self.dimensions):
            return kept
        vectors = await self._embedder.embed(texts)
        self._write(file, vectors)
        return vectors

    def _read(self, file: Path) -> Vectors | None:
        try:
            vectors: Vectors = np.load(file)
        except (OSError, ValueError, EOFError):
            return None
        return vectors

    def _write(self, file: Path, vectors: Vectors) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(f".{os.getpid()}.npy")
        np.save(partial, vectors)
        partial.replace(file)
