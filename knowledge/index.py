"""The vectors of what is published: a cache in Chroma that SQL can always refill.

One collection per assistant and revision. A new revision is built beside the old one, which answers
until the new one is complete. A collection that does not hold exactly the published chunks, or that
Chroma cannot read, is thrown away and built again.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import structlog

from core.errors import Unavailable
from knowledge import chroma
from knowledge.contracts import ChunkReader, Vector

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

log = structlog.get_logger(__name__)

PATIENCE_S = 0.3
"""How long a search waits for a newer revision before the old one answers; small ones fit in."""

Result = TypeVar("Result")


class IndexUnusable(Unavailable):
    """The vector index fails even on fresh files."""

    code = "index_unusable"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One complete revision; `collection` is None when nothing is published in it."""

    revision: int
    collection: "Collection | None"


class VectorIndex:
    """Owns one folder; every process needs a folder of its own."""

    def __init__(self, folder: Path, reader: ChunkReader) -> None:
        self._reader = reader
        self._chroma = chroma.ChromaFolder(folder)
        self._current: dict[str, Snapshot] = {}
        self._wanted: dict[str, int] = {}
        self._builds: dict[str, asyncio.Task[Snapshot]] = {}

    def is_current(self, assistant_id: str, revision: int) -> bool:
        """Tell whether searches are answered from that revision (readiness)."""
        current = self._current.get(assistant_id)
        return revision == 0 or (current is not None and current.revision >= revision)

    async def snapshot(
        self, assistant_id: str, revision: int, patience_s: float = PATIENCE_S
    ) -> Snapshot:
        """Return that revision, or the last complete one while it takes long to build.

        Without any complete revision it waits for the build. Errors: `index_unusable`.
        """
        current = self._current.get(assistant_id)
        if current is not None and current.revision >= revision:
            return current
        build = self._build(assistant_id, revision)
        if current is None:
            return await asyncio.shield(build)
        done, _ = await asyncio.wait({build}, timeout=patience_s)
        return build.result() if done else current

    async def refresh(self, assistant_id: str, revision: int) -> None:
        """Build that revision now, so that the next search need not wait for it."""
        if not self.is_current(assistant_id, revision):
            await asyncio.shield(self._build(assistant_id, revision))

    async def nearest(
        self, snapshot: Snapshot, vector: Vector, limit: int
    ) -> list[tuple[str, float]]:
        """Return (chunk id, cosine), best first."""
        collection = snapshot.collection
        if collection is None:
            return []
        return await self._ask(lambda: chroma.nearest(collection, vector, limit))

    async def cosines(
        self, snapshot: Snapshot, vector: Vector, chunk_ids: Sequence[str]
    ) -> dict[str, float]:
        """Return the cosine of each given chunk of the snapshot."""
        collection = snapshot.collection
        if collection is None or not chunk_ids:
            return {}
        return await self._ask(lambda: chroma.cosines(collection, vector, list(chunk_ids)))

    async def close(self) -> None:
        """Stop building and let go of the files; what is unfinished is built again later."""
        for build in list(self._builds.values()):
            build.cancel()
            with contextlib.suppress(asyncio.CancelledError, IndexUnusable):
                await build
        await asyncio.to_thread(self._chroma.close)

    async def _ask(self, question: Callable[[], Result]) -> Result:
        try:
            return await asyncio.to_thread(question)
        except chroma.failures() as error:
            log.warning("index_broken", error=str(error))
            await self._reset()
            raise IndexUnusable("The vector index was broken; it is being built again.") from error

    def _build(self, assistant_id: str, revision: int) -> "asyncio.Task[Snapshot]":
        self._wanted[assistant_id] = max(revision, self._wanted.get(assistant_id, 0))
        build = self._builds.get(assistant_id)
        if build is None:
            build = asyncio.create_task(self._bring_up(assistant_id), name=f"index {assistant_id}")
            self._builds[assistant_id] = build
            build.add_done_callback(lambda done: self._built(assistant_id, done))
        return build

    def _built(self, assistant_id: str, build: "asyncio.Task[Snapshot]") -> None:
        del self._builds[assistant_id]
        if not build.cancelled() and (error := build.exception()) is not None:
            log.error("index_build_failed", assistant=assistant_id, error=str(error))

    async def _bring_up(self, assistant_id: str) -> Snapshot:
        """Build until the newest wanted revision is complete."""
        while True:
            wanted = self._wanted[assistant_id]
            snapshot = await self._make_sure(assistant_id, wanted)
            newest = await self._reader.revision(assistant_id)
            if newest > wanted + 1:  # rows of `wanted` may be gone already: it may be incomplete
                self._wanted[assistant_id] = newest
                continue
            previous = self._current.get(assistant_id)
            self._current[assistant_id] = snapshot
            kept = [snapshot.collection, previous.collection if previous else None]
            await asyncio.to_thread(self._chroma.drop_others, assistant_id, kept)
            if self._wanted[assistant_id] <= snapshot.revision:
                return snapshot

    async def _make_sure(self, assistant_id: str, revision: int) -> Snapshot:
        try:
            return await self._find_or_fill(assistant_id, revision)
        except chroma.failures() as error:
            log.warning("index_broken", assistant=assistant_id, error=str(error))
            await self._reset()
        try:
            return await self._find_or_fill(assistant_id, revision)
        except chroma.failures() as error:
            raise IndexUnusable(f"The vector index cannot be built: {error}") from error

    async def _find_or_fill(self, assistant_id: str, revision: int) -> Snapshot:
        known = await asyncio.to_thread(self._chroma.complete, assistant_id, revision)
        if known is not None and await self._holds_exactly(known, assistant_id, revision):
            return Snapshot(revision, known)
        return await self._fill(assistant_id, revision)

    async def _holds_exactly(
        self, collection: "Collection", assistant_id: str, revision: int
    ) -> bool:
        """Compare ids with SQL: the database may have been replaced under an old index."""
        left = await asyncio.to_thread(self._chroma.ids, collection)
        async for rows in self._reader.vectors(assistant_id, revision):
            for chunk_id, _ in rows:
                if chunk_id not in left:
                    return False
                left.remove(chunk_id)
        return not left

    async def _fill(self, assistant_id: str, revision: int) -> Snapshot:
        collection = None
        async for rows in self._reader.vectors(assistant_id, revision):
            if collection is None:
                collection = await asyncio.to_thread(self._chroma.start, assistant_id)
            await asyncio.to_thread(self._chroma.add, collection, rows)
        if collection is not None:
            await asyncio.to_thread(self._chroma.finish, collection, assistant_id, revision)
        return Snapshot(revision, collection)

    async def _reset(self) -> None:
        self._current.clear()
        await asyncio.to_thread(self._chroma.reset)
