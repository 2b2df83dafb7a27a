"""Embeddings of sentences that only change with the code, kept in the cache folder."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.contracts import Embedder, Vectors
from knowledge.delegating import DelegatingEmbedder


class CachedEmbedder(DelegatingEmbedder):
    """Embeds a list once per machine and model, then reads it from a file."""

    def __init__(self, embedder: Embedder, cache_dir: Path) -> None:
        super().__init__(embedder)
        self._folder = cache_dir.expanduser() / "embeddings"

    async def embed(self, texts: Sequence[str]) -> Vectors:
        key = hashlib.sha256("\0".join([self.model, *texts]).encode()).hexdigest()
        file = self._folder / f"{key[:32]}.npy"
        kept = self._read(file)
        if kept is not None and kept.shape == (len(texts), self.dimensions):
            return kept
        vectors = await super().embed(texts)
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
