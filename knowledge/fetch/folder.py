"""Find the documents of a folder: which files, under which stable paths, with which bytes."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import NotFound
from knowledge.fetch.patterns import Patterns
from knowledge.fetch.spec import NOTHING, Fetched, Item, Limits, Refused, SourceSpec
from knowledge.kinds import SUFFIXES
from knowledge.refusals import Refusal, UnreadableFile, megabytes

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})
MAX_FILE_BYTES = Limits().file_bytes


class FolderMissing(NotFound):
    """The folder to ingest does not exist."""

    code = "folder_missing"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that looks like a document; `path` is relative, POSIX, and stable."""

    path: str
    location: Path

    def read(self, limit_bytes: int = MAX_FILE_BYTES) -> bytes:
        """Return the bytes.

        Errors: `file_unreadable` for a file that is too large, gone or forbidden.
        """
        try:
            with self.location.open("rb") as file:
                data = file.read(limit_bytes + 1)
        except OSError as error:
            raise UnreadableFile(
                f"The file cannot be read: {error.strerror}.", Refusal.FILE_MISSING
            ) from error
        if len(data) > limit_bytes:
            raise UnreadableFile(
                f"The file is larger than {megabytes(limit_bytes)}.", Refusal.FILE_TOO_LARGE
            )
        return data


def walk(folder: Path) -> list[SourceFile]:
    """List documents in a stable order; hidden names and symbolic links are left out.

    Errors: `folder_missing`.
    """
    if not folder.is_dir():
        raise FolderMissing(f"{str(folder)!r} is not a folder.")
    return sorted(_files(folder), key=lambda file: file.path)


async def walk_folder(spec: SourceSpec, limits: Limits) -> AsyncIterator[Item]:
    """Yield every document below the folder.

    Errors: `folder_missing`, and `file_unreadable` when there is none.
    """
    wanted = Patterns.of(spec.settings)
    found = await asyncio.to_thread(walk, Path(spec.location))
    files = [file for file in found if wanted.allow(file.path)]
    if not files:
        raise UnreadableFile(NOTHING.format(place="folder"), Refusal.FILE_EMPTY)
    for file in files[: limits.files]:
        try:
            data = await asyncio.to_thread(file.read, limits.file_bytes)
        except UnreadableFile as error:
            yield Refused(file.path, error.detail, error.refusal, len(files))
        else:
            yield Fetched(file.path, data, of=len(files))
    for file in files[limits.files :]:
        reason = f"The folder has more than {limits.files:,} files."
        yield Refused(file.path, reason, Refusal.LIMIT_REACHED, len(files))


def _files(folder: Path) -> Iterator[SourceFile]:
    for root, folders, names in os.walk(folder):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name not in SKIPPED_FOLDERS
        ]
        for name in names:
            location = Path(root, name)
            wanted = not name.startswith(".") and location.suffix.lower() in SUFFIXES
            if wanted and location.is_file() and not location.is_symlink():
                yield SourceFile(_as_text(location.relative_to(folder).as_posix()), location)


def _as_text(path: str) -> str:
    """Write bytes that are no UTF-8 (names from older systems), and control characters, as %XX."""
    written = (f"%{ord(letter) & 0xFF:02X}" if _is_raw(letter) else letter for letter in path)
    return "".join(written)


def _is_raw(letter: str) -> bool:
    return letter < " " or letter == "\x7f" or "\udc80" <= letter <= "\udcff"
