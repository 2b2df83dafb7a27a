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

SKIPPED_FOLDERS = frozenset(
    {"node_modules", "__pycache__", "lost+found", "System Volume Information", "$RECYCLE.BIN"}
)
"""Of programs, and what lies in the first folder of a disk and is for the system alone."""
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


@dataclass(frozen=True, slots=True)
class ShutFolder:
    """A folder below the source's that cannot be listed just now: nobody knows what it holds."""

    path: str
    reason: str


def walk(folder: Path) -> list[SourceFile | ShutFolder]:
    """List documents in a stable order; hidden names and symbolic links are left out.

    Errors: `folder_missing`, and `file_unreadable` when the folder itself cannot be listed.
    """
    try:
        return sorted(found_below(folder), key=lambda item: item.path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FolderMissing(f"{str(folder)!r} is not a folder.") from error
    except OSError as error:
        raise UnreadableFile(_shut(error), Refusal.FILE_MISSING) from error


async def walk_folder(spec: SourceSpec, limits: Limits) -> AsyncIterator[Item]:
    """Yield every document below the folder.

    Errors: `folder_missing`, and `file_unreadable` when there is none.
    """
    wanted = Patterns.of(spec.settings)
    found = await asyncio.to_thread(walk, Path(spec.location))
    items = [item for item in found if _is_wanted(item, wanted)]
    if not items:
        raise UnreadableFile(NOTHING.format(place="folder"), Refusal.FILE_EMPTY)
    for item in items[: limits.files]:
        yield await asyncio.to_thread(_looked_at, item, limits, len(items))
    for item in items[limits.files :]:
        reason = f"The folder has more than {limits.files:,} files."
        yield Refused(item.path, reason, Refusal.LIMIT_REACHED, len(items))


def found_below(root: Path) -> Iterator[SourceFile | ShutFolder]:
    """Go through a folder, listing each one below it when its turn comes.

    Errors: `OSError` when `root` itself cannot be listed.
    """
    todo = _entries(root)
    while todo:
        entry = todo.pop()
        if entry.name.startswith("."):
            continue
        location = Path(entry.path)
        path = _as_text(location.relative_to(root).as_posix())
        try:
            if entry.is_dir(follow_symlinks=False):
                todo += _entries(location) if entry.name not in SKIPPED_FOLDERS else []
            elif location.suffix.lower() in SUFFIXES and entry.is_file(follow_symlinks=False):
                yield SourceFile(path, location)
        except OSError as error:
            yield ShutFolder(path, _shut(error))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _shut(error: OSError) -> str:
    return f"The folder cannot be read: {error.strerror}."


def _is_wanted(item: SourceFile | ShutFolder, wanted: Patterns) -> bool:
    if isinstance(item, ShutFolder):
        return not wanted.shut_out(item.path)
    return wanted.allow(item.path)


def _looked_at(item: SourceFile | ShutFolder, limits: Limits, of: int) -> Item:
    if isinstance(item, ShutFolder):
        return Refused(item.path, item.reason, Refusal.FILE_MISSING, of, with_all_below=True)
    try:
        return Fetched(item.path, item.read(limits.file_bytes), of=of)
    except UnreadableFile as error:
        return Refused(item.path, error.detail, error.refusal, of)


def _as_text(path: str) -> str:
    """Write bytes that are no UTF-8 (names from older systems), and control characters, as %XX."""
    written = (f"%{ord(letter) & 0xFF:02X}" if _is_raw(letter) else letter for letter in path)
    return "".join(written)


def _is_raw(letter: str) -> bool:
    return letter < " " or letter == "\x7f" or "\udc80" <= letter <= "\udcff"
