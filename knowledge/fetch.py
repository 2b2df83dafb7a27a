"""Find the documents of a folder: which files, under which stable paths, with which bytes."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import Invalid, NotFound

SUFFIXES = frozenset({".md", ".mdx", ".markdown", ".html", ".htm", ".txt"})
SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})
MAX_FILE_BYTES = 5_000_000


class FolderMissing(NotFound):
    """The folder to ingest does not exist."""

    code = "folder_missing"


class UnreadableFile(Invalid):
    """One file cannot be read as a document; the others are not affected."""

    code = "file_unreadable"


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
            raise UnreadableFile(f"cannot be read: {error.strerror}") from error
        if len(data) > limit_bytes:
            raise UnreadableFile(f"is larger than {limit_bytes:,} bytes")
        return data


def walk(folder: Path) -> list[SourceFile]:
    """List documents in a stable order; hidden names and symbolic links are left out.

    Errors: `folder_missing`.
    """
    if not folder.is_dir():
        raise FolderMissing(f"{str(folder)!r} is not a folder.")
    return sorted(_files(folder), key=lambda file: file.path)


def content_hash(data: bytes, *context: str) -> str:
    """Name a version of a document; `context` is whatever else its chunks depend on."""
    digest = hashlib.sha256(data)
    for part in context:
        digest.update(b"\0" + part.encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[SourceFile]:
    for root, folders, names in os.walk(folder):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name not in SKIPPED_FOLDERS
        ]
        for name in names:
            location = Path(root, name)
            wanted = not name.startswith(".") and location.suffix.lower() in SUFFIXES
            if wanted and location.is_file() and not location.is_symlink():
                yield SourceFile(location.relative_to(folder).as_posix(), location)
