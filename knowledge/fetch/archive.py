"""Open a ZIP of a help centre: every document in it, nothing that reaches outside or swells."""

import asyncio
import io
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator

from knowledge.fetch.patterns import Patterns
from knowledge.fetch.spec import NOTHING, Fetched, Item, Limits, Refused, SourceSpec
from knowledge.kinds import ARCHIVES, SUFFIXES, suffix_of
from knowledge.refusals import Refusal, UnreadableFile, megabytes

MAX_RATIO = 200
"""A member that swells more than this is a bomb; text shrinks to a tenth, seldom to a fiftieth."""
RATIO_FREE_BYTES = 1_000_000
_END = struct.Struct("<4s4H2LH")
_MAC_LEFTOVERS = "__MACOSX/"
_DRIVE = re.compile(r"[A-Za-z]:(?:/|\Z)")


async def walk_archive(
    name: str, data: bytes, inside: str, spec: SourceSpec, limits: Limits
) -> AsyncIterator[Item]:
    """Yield the documents of an archive under `inside`; memory holds one member at a time."""
    try:
        archive = await asyncio.to_thread(_open, data, limits)
    except UnreadableFile as error:
        yield Refused(name, error.detail, error.refusal)
        return
    with archive:
        members = _Members(archive, inside, Patterns.of(spec.settings), limits)
        if not members.wanted:
            yield Refused(name, NOTHING.format(place="archive"), Refusal.FILE_EMPTY)
        items = iter(members)
        while (item := await asyncio.to_thread(next, items, None)) is not None:
            yield item


def _open(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open it after a look at how much the directory itself would cost."""
    place = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if place < 0 or len(data) < place + _END.size:
        raise UnreadableFile("The file is not a ZIP archive, or it is cut off.")
    *_, count, directory_bytes, _, _ = _END.unpack_from(data, place)
    if count > limits.files or directory_bytes > limits.files * 500:
        reason = f"The archive has more than {limits.files:,} files."
        raise UnreadableFile(reason, Refusal.FILE_EXPANDS)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableFile("The archive is broken.") from error


class _Members:
    def __init__(
        self, archive: zipfile.ZipFile, inside: str, wanted: Patterns, limits: Limits
    ) -> None:
        self._archive = archive
        self._inside = inside
        self._limits = limits
        self._expanded = 0
        members = archive.infolist()
        names = (_name(member) for member in members)
        self._root = _shared_root([name for name in names if not name.endswith("/")])
        self.wanted = [
            member for member in members if _is_wanted(member) and wanted.allow(self._path(member))
        ]

    def __iter__(self) -> Iterator[Item]:
        seen: set[str] = set()
        for member in sorted(self.wanted, key=_name):
            path = self._path(member)
            if path in seen:
                continue
            seen.add(path)
            try:
                data = self._read(member)
            except UnreadableFile as error:
                yield Refused(path, error.detail, error.refusal, len(self.wanted))
            else:
                yield Fetched(path, data, of=len(self.wanted))

    def _path(self, member: zipfile.ZipInfo) -> str:
        name = _name(member).removeprefix(self._root)
        return posixpath.join(self._inside, name) if self._inside else name

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        _check(member)
        size = self._limits.file_bytes
        budget = min(size, self._limits.expanded_bytes - self._expanded)
        try:
            with self._archive.open(member) as file:
                data = file.read(budget + 1)
        except RuntimeError as error:  # zipfile says so of a password
            reason = "The file in the archive is protected by a password."
            raise UnreadableFile(reason, Refusal.FILE_ENCRYPTED) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
            raise UnreadableFile("The file in the archive is broken.") from error
        self._expanded += len(data)
        if len(data) > size:
            reason = f"The file in the archive is larger than {megabytes(size)}."
            raise UnreadableFile(reason, Refusal.FILE_TOO_LARGE)
        if self._expanded > self._limits.expanded_bytes:
            reason = f"The archive expands to more than {megabytes(self._limits.expanded_bytes)}."
            raise UnreadableFile(reason, Refusal.FILE_EXPANDS)
        if len(data) > max(RATIO_FREE_BYTES, MAX_RATIO * max(1, member.compress_size)):
            reason = f"The file expands to more than {MAX_RATIO} times its size in the archive."
            raise UnreadableFile(reason, Refusal.FILE_EXPANDS)
        return data


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    """Documents count, archives are named as refused, what belongs to a system is passed over."""
    name = _name(member)
    if name.endswith("/") or name.startswith(_MAC_LEFTOVERS):
        return False
    if any(part.startswith(".") and part not in {".", ".."} for part in name.split("/")):
        return False
    return suffix_of(name) in SUFFIXES | ARCHIVES


def _check(member: zipfile.ZipInfo) -> None:
    name = _name(member)
    if suffix_of(name) in ARCHIVES:
        raise UnreadableFile("Archives inside archives are not opened.", Refusal.ARCHIVE_UNSAFE)
    if name.startswith("/") or ".." in name.split("/") or _DRIVE.match(name):
        reason = "The name of the file leads out of the archive."
        raise UnreadableFile(reason, Refusal.ARCHIVE_UNSAFE)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnreadableFile("Links in archives are not followed.", Refusal.ARCHIVE_UNSAFE)


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name with `/` between folders; some programs on Windows write their own sign."""
    return member.filename.replace("\\", "/")


def _shared_root(names: list[str]) -> str:
    """Return the one folder that everything lies in, with its slash, or nothing."""
    names = [name for name in names if not name.startswith(_MAC_LEFTOVERS)]
    first = names[0].partition("/")[0] + "/" if names else ""
    safe = first not in {"/", "../", "./"}
    return first if safe and names and all(name.startswith(first) for name in names) else ""
