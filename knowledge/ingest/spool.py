"""Bytes of fetched pages that wait to be read: files in a folder of the run, not memory."""

import asyncio
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

INDEX = "index.json"


class Spool:
    """The bytes by path, and an index that is there once the walk has finished.

    A run that died while reading goes on from it without fetching everything again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, path: str, data: bytes) -> None:
        await asyncio.to_thread(self._write, self._place(path), data)

    async def get(self, path: str) -> bytes | None:
        return await asyncio.to_thread(_read, self._place(path))

    async def finish(self, index: bytes) -> None:
        """Keep what the walk found besides the bytes."""
        await asyncio.to_thread(self._write, self._folder / INDEX, index)

    async def finished(self) -> bytes | None:
        """What a finished walk of this run has kept."""
        return await asyncio.to_thread(_read, self._folder / INDEX)

    async def clear(self) -> None:
        """Delete everything, and the folder around it when no other run has anything there."""
        await asyncio.to_thread(self._remove)

    def _remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        with suppress(OSError):
            self._folder.parent.rmdir()

    def _place(self, path: str) -> Path:
        return self._folder / sha256(path.encode()).hexdigest()[:40]

    def _write(self, place: Path, data: bytes) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(f"{place.name}.partial")
        partial.write_bytes(data)
        partial.replace(place)


def _read(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None
