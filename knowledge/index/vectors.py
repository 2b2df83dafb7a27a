"""The vectors of what is published: a cache in Chroma that SQL can always refill.

A new revision is built beside the old one, which answers until the new one is complete. An index
that does not hold exactly the published chunks, that Chroma cannot read, or whose files change
while it is open is built again.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog

from core.errors import Unavailable
from knowledge.contracts import ChunkReader, Vector
from knowledge.index import chroma
from knowledge.index.builder import SMALL_ROWS, IndexBuilder
from knowledge.index.chroma import OpenIndex

log = structlog.get_logger(__name__)

PATIENCE_S = 1.0
"""How long a search waits for a newer revision before the old one answers; small ones fit in, and
handing over what was just published costs more than a second."""

Result = TypeVar("Result")


class IndexUnusable(Unavailable):
    """The vector index is broken; it is built again."""

    code = "index_unusable"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One complete revision; `index` is None when nothing is visible in it."""

    assistant_id: str
    revision: int
    index: OpenIndex | None


class VectorIndex:
    """Owns one folder; every process needs a folder of its own.

    More than `small_rows` vectors are put into the index by another process.
    """

    def __init__(
        self,
        folder: Path,
        reader: ChunkReader,
        *,
        small_rows: int = SMALL_ROWS,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.folder = folder
        self._patience_s = patience_s
        self._reader = reader
        self._builder = IndexBuilder(folder, reader, small_rows)
        self._current: dict[str, Snapshot] = {}
        self._previous: dict[str, Snapshot] = {}
        self._wanted: dict[str, int] = {}
        self._builds: dict[str, asyncio.Task[Snapshot]] = {}
        self._doubted: set[str] = set()

    def is_current(self, assistant_id: str, revision: int) -> bool:
        """Tell whether searches are answered from that revision (readiness)."""
        current = self._current.get(assistant_id)
        return revision == 0 or (current is not None and current.revision >= revision)

    async def snapshot(self, assistant_id: str, revision: int) -> Snapshot:
        """Return that revision, or the last complete one when building it takes `patience_s`.

        Without any complete revision it waits for the build. Errors: `index_unusable`.
        """
        current = self._current.get(assistant_id)
        if current is not None and current.revision >= revision:
            return current
        build = self._build(assistant_id, revision)
        if current is None:
            return await asyncio.shield(build)
        done, _ = await asyncio.wait({build}, timeout=self._patience_s)
        return build.result() if done else current

    async def refresh(self, assistant_id: str, revision: int) -> None:
        """Build that revision now, so that the next search need not wait for it; join a build."""
        if assistant_id in self._builds or not self.is_current(assistant_id, revision):
            await asyncio.shield(self._build(assistant_id, revision))

    async def rebuild(self, assistant_id: str, revision: int) -> None:
        """Make it anew from SQL whatever there is; the old one answers until then."""
        if assistant_id in self._builds:
            await asyncio.wait({self._builds[assistant_id]})
        self._doubted.add(assistant_id)
        await asyncio.shield(self._build(assistant_id, revision))

    async def is_complete(self, assistant_id: str, revision: int) -> bool:
        """Tell whether the files hold exactly that revision; builds nothing, keeps nothing open."""
        try:
            index = await self._builder.open_existing(assistant_id, revision)
        except chroma.failures():
            return False
        if index is not None:
            await asyncio.to_thread(index.close)
        return index is not None

    async def check(self) -> bool:
        """Look at the files of every open index, ask it something, and tell whether all is well.

        What does not answer, or not from its own files, is built again from now on.
        """
        well = not self._builds
        for assistant_id, snapshot in list(self._current.items()):
            index = snapshot.index
            if index is None:
                continue
            try:
                answers = await self._ask(snapshot, index, index.answers)
            except IndexUnusable:
                answers = False
            if not answers:
                self._current.pop(assistant_id, None)
                self._build(assistant_id, snapshot.revision)
                well = False
        return not await self.renew_touched() and well

    async def renew_touched(self) -> bool:
        """Begin to make anew each index whose files were deleted or changed; tell if there is one.

        Cheap enough to be asked every few seconds. What Chroma still holds in memory answers until
        the new one is complete.
        """
        open_now = [
            kept for kept in self._current.values() if kept.assistant_id not in self._builds
        ]
        touched = await asyncio.to_thread(_touched, open_now)
        for snapshot in touched:
            log.warning("index_touched", assistant=snapshot.assistant_id)
            self._doubted.add(snapshot.assistant_id)
            self._build(snapshot.assistant_id, snapshot.revision)
        return bool(touched)

    async def nearest(self, snapshot: Snapshot, vector: Vector, limit: int) -> dict[str, float]:
        """Return the cosines of the nearest chunks, best first. Errors: `index_unusable`."""
        index = snapshot.index
        if index is None:
            return {}
        return await self._ask(snapshot, index, lambda: dict(index.nearest(vector, limit)))

    async def close(self) -> None:
        """Stop building and let go of the files; what is unfinished is built again later."""
        for build in list(self._builds.values()):
            build.cancel()
            with contextlib.suppress(asyncio.CancelledError, IndexUnusable):
                await build
        for snapshot in [*self._current.values(), *self._previous.values()]:
            await _close(snapshot)
        self._current.clear()
        self._previous.clear()

    async def _ask(
        self, snapshot: Snapshot, index: OpenIndex, question: Callable[[], Result]
    ) -> Result:
        try:
            return await asyncio.to_thread(question)
        except chroma.failures() as error:
            log.warning("index_broken", assistant=snapshot.assistant_id, error=str(error))
            if self._current.get(snapshot.assistant_id) is snapshot:
                del self._current[snapshot.assistant_id]
                await self._builder.discard(index)
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
            snapshot = await self._made(assistant_id, wanted)
            newest = await self._reader.revision(assistant_id)
            if newest > wanted + 1:  # rows of `wanted` may be gone already: it may be incomplete
                self._wanted[assistant_id] = newest
                await _close(snapshot)
                continue
            await self._swap(assistant_id, snapshot)
            if self._wanted[assistant_id] <= snapshot.revision:
                return snapshot

    async def _made(self, assistant_id: str, revision: int) -> Snapshot:
        try:
            anew = assistant_id in self._doubted
            index = await self._builder.open(assistant_id, revision, anew=anew)
            self._doubted.discard(assistant_id)
        except chroma.failures() as error:
            raise IndexUnusable(f"The vector index cannot be built: {error}") from error
        return Snapshot(assistant_id, revision, index)

    async def _swap(self, assistant_id: str, snapshot: Snapshot) -> None:
        """Answer from the new one; the old one stays open for the searches that still use it."""
        outdated = self._previous.pop(assistant_id, None)
        if assistant_id in self._current:
            self._previous[assistant_id] = self._current[assistant_id]
        self._current[assistant_id] = snapshot
        await _close(outdated)
        used = [snapshot, self._previous.get(assistant_id)]
        keep = {kept.index.folder for kept in used if kept is not None and kept.index is not None}
        await self._builder.clean(assistant_id, keep)


def _touched(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    return [kept for kept in snapshots if kept.index is not None and not kept.index.is_untouched()]


async def _close(snapshot: Snapshot | None) -> None:
    if snapshot is not None and snapshot.index is not None:
        await asyncio.to_thread(snapshot.index.close)
