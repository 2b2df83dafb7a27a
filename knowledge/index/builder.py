"""Bring the vectors of one revision from SQL into a Chroma folder, or find them there."""

import asyncio
import hashlib
import shutil
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import structlog

from knowledge.contracts import ChunkReader
from knowledge.index import chroma
from knowledge.index.chroma import OpenIndex, Rows
from knowledge.index.fill import frame

log = structlog.get_logger(__name__)

SMALL_ROWS = 1_000
"""Up to this many rows are added here; more go to a process of their own (`fill`)."""
COMPARED = 200
"""Vectors of each batch that are compared with SQL before an index on disk is believed."""
ROOT = Path(__file__).parents[2]


class FillFailed(OSError):
    """The filling process ended badly."""


class IndexBuilder:
    """Keeps `folder/<assistant>/r<revision>-<random>`; a name begins with `r` when it is whole."""

    def __init__(self, folder: Path, reader: ChunkReader, small_rows: int = SMALL_ROWS) -> None:
        self._small_rows = small_rows
        self._folder = folder.absolute()
        self._reader = reader

    async def open(
        self, assistant_id: str, revision: int, *, anew: bool = False
    ) -> OpenIndex | None:
        """Return the open index of exactly that revision, built now if need be, or `anew`.

        None when nothing is visible in it. Errors: those of `chroma.failures()`.
        """
        existing = None if anew else await self.open_existing(assistant_id, revision)
        if existing is not None:
            return existing
        filled = await self._fill(assistant_id, revision)
        return None if filled is None else await asyncio.to_thread(chroma.open_index, filled)

    async def open_existing(self, assistant_id: str, revision: int) -> OpenIndex | None:
        """Return the index of that revision if a complete one is there, the newest first."""
        folders = await asyncio.to_thread(_newest_first, self._home(assistant_id), revision)
        for folder in folders:
            index = await self._open_if_complete(folder, assistant_id, revision)
            if index is not None:
                return index
        return None

    async def clean(self, assistant_id: str, keep: set[Path]) -> None:
        """Delete this assistant's folders but those."""
        for folder in self._home(assistant_id).glob("*"):
            if folder not in keep:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def discard(self, index: OpenIndex) -> None:
        """Delete the folder of an index that does not answer."""
        await asyncio.to_thread(shutil.rmtree, index.folder, ignore_errors=True)

    async def _open_if_complete(
        self, folder: Path, assistant_id: str, revision: int
    ) -> OpenIndex | None:
        """Open what is there, and keep it open if it answers and holds exactly what SQL has."""
        index = None
        try:
            index = await asyncio.to_thread(chroma.open_index, folder)
            if await self._is_complete(index, assistant_id, revision):
                return index
        except chroma.failures() as error:
            log.warning("index_broken", assistant=assistant_id, error=str(error))
        if index is not None:
            with suppress(*chroma.failures()):
                await asyncio.to_thread(index.close)
        return None

    async def _is_complete(self, index: OpenIndex, assistant_id: str, revision: int) -> bool:
        if not await asyncio.to_thread(index.answers):
            return False
        left = await asyncio.to_thread(index.ids)
        async for rows in self._reader.vectors(assistant_id, revision):
            if not await asyncio.to_thread(index.holds, rows[:COMPARED]):
                return False
            if not left.issuperset(chunk_id for chunk_id, _ in rows):
                return False
            left.difference_update(chunk_id for chunk_id, _ in rows)
        return not left

    async def _fill(self, assistant_id: str, revision: int) -> Path | None:
        rows = self._reader.vectors(assistant_id, revision)
        first: list[tuple[str, bytes]] = []
        async for batch in rows:
            first += batch
            if len(first) > self._small_rows:
                break
        if not first:
            return None
        name = uuid.uuid4().hex[:8]
        building = self._home(assistant_id) / f"building-{name}"
        building.mkdir(parents=True)
        if len(first) > self._small_rows:
            await _fill_apart(building, first, rows)
        else:
            await asyncio.to_thread(chroma.fill, building, [first])
        return building.rename(building.with_name(f"r{revision}-{name}"))

    def _home(self, assistant_id: str) -> Path:
        return self._folder / hashlib.blake2b(assistant_id.encode(), digest_size=12).hexdigest()


def _newest_first(home: Path, revision: int) -> list[Path]:
    found = home.glob(f"r{revision}-*")
    return sorted(found, key=lambda folder: folder.stat().st_mtime, reverse=True)


async def _fill_apart(folder: Path, first: Rows, rest: AsyncIterator[Rows]) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "knowledge.index.fill", str(folder), str(len(first[0][1]))),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        errors = await _feed(process, first, rest)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise FillFailed(errors.decode(errors="replace").strip()[-500:] or "the process ended")


async def _feed(
    process: asyncio.subprocess.Process, first: Rows, rest: AsyncIterator[Rows]
) -> bytes:
    """Send all rows while reading what the process complains about."""
    sink, source = process.stdin, process.stderr
    assert sink is not None
    assert source is not None
    complaints = asyncio.create_task(source.read())
    try:
        sink.write(frame(first))
        async for rows in rest:
            await sink.drain()
            sink.write(frame(rows))
        sink.write(frame([]))
        await sink.drain()
        sink.close()
    except (BrokenPipeError, ConnectionResetError):
        log.warning("index_fill_ended_early")
    finally:
        if process.returncode is None and not sink.is_closing():
            process.kill()
        errors = await complaints
        await process.wait()
    return errors
