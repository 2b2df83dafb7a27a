"""Files that people gave to a source: uploads, archives, pasted texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from store.dialect import portions
from store.tables import SOURCE_FILES

f = SOURCE_FILES.c


@dataclass(frozen=True)
class GivenFile:
    """`path` names the file within its source."""

    path: str
    media: str
    data: bytes


@dataclass(frozen=True)
class FileEntry:
    path: str
    media: str
    size: int


def replace(s: Session, source_id: str, files: Sequence[GivenFile]) -> None:
    """Keep exactly these files; of two with one path the later one counts."""
    s.execute(delete(SOURCE_FILES).where(f.source_id == source_id))
    rows = {file.path: file for file in files}
    for file in rows.values():
        _insert(s, source_id, file)


def put(s: Session, source_id: str, files: Sequence[GivenFile]) -> bool:
    """Add these files, each instead of one with its path; false when all are there as they are."""
    changed = {file.path: file for file in files if read(s, source_id, file.path) != file.data}
    for some in portions(list(changed)):
        s.execute(delete(SOURCE_FILES).where(f.source_id == source_id, f.path.in_(some)))
    for file in changed.values():
        _insert(s, source_id, file)
    return bool(changed)


def entries(s: Session, source_id: str) -> list[FileEntry]:
    """What there is, by path."""
    query = select(f.path, f.media, func.length(f.data).label("size"))
    query = query.where(f.source_id == source_id).order_by(f.path)
    return [FileEntry(**row) for row in s.execute(query).mappings()]


def read(s: Session, source_id: str, path: str) -> bytes | None:
    """One file's bytes."""
    query = select(f.data).where(f.source_id == source_id, f.path == path)
    data = s.execute(query).scalar_one_or_none()
    return None if data is None else bytes(data)


def _insert(s: Session, source_id: str, file: GivenFile) -> None:
    values = {"path": file.path, "media": file.media, "data": file.data}
    s.execute(insert(SOURCE_FILES).values(source_id=source_id, **values))
