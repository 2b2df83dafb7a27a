"""Files that come with messages: what is taken, and how it is given back: only as a download."""

from collections.abc import Callable
from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse

from api.edge import MAX_UPLOAD_BYTES
from core.disk import SPARE_BYTES, free_bytes
from core.errors import Invalid, NotFound, TooLarge, Unavailable
from core.text import clean
from store.uploads import Upload

_BEGINNINGS: dict[str, Callable[[bytes], bool]] = {
    "image/png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "image/gif": lambda data: data.startswith((b"GIF87a", b"GIF89a")),
    "image/webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
    "application/pdf": lambda data: data.startswith(b"%PDF-"),
}
"""How the bytes of a type begin; what has none here must be text."""
_ENDINGS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".log": "text/plain",
    ".csv": "text/csv",
}


def checked_type(name: str, data: bytes) -> str:
    """The type by ending, if the content agrees; what a browser would run is refused.

    Errors: 413 `too_large`, 422 `file_type_not_allowed`.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        raise TooLarge("A file may have at most 10 MB.")
    kind = _ENDINGS.get(Path(name).suffix.lower())
    if kind is None or not _agrees(kind, data):
        raise Invalid(
            "Only pictures (PNG, JPEG, GIF, WebP), PDF and plain text can be sent.",
            code="file_type_not_allowed",
        )
    return kind


def require_room(data_dir: Path) -> None:
    """Leave the rest of the disk to the database, whoever uploads; 503 `unavailable`."""
    if free_bytes(data_dir) < SPARE_BYTES:
        raise Unavailable("There is no room for files at the moment.", retry_after_s=600)


def keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def download(data_dir: Path, upload: Upload) -> Response:
    """Give a kept file back; 404 when it is gone."""
    path = data_dir / upload.path
    if not path.is_file():
        raise NotFound("The file is no longer here.")
    return FileResponse(path, media_type=upload.view.type, filename=upload.view.name)


def _agrees(kind: str, data: bytes) -> bool:
    begins = _BEGINNINGS.get(kind)
    if begins is not None:
        return begins(data)
    try:
        clean(data.decode())
    except ValueError:
        return False
    return True
