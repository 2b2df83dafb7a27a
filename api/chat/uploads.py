"""Files that visitors attach: kept under made-up names, given back only as downloads."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile, status
from fastapi.responses import FileResponse
from sqlalchemy.orm import Session

from api.deps import LimiterDep, PathId, RepDep, ServicesDep, VisitorDep
from api.edge import MAX_UPLOAD_BYTES
from api.errors import responses
from api.file_names import safe_name
from api.schemas.chat import UploadOut
from api.security import address_of
from core.errors import Invalid, NotFound, TooLarge, Unavailable
from core.ids import new_id
from core.text import clean
from store import uploads
from store.uploads import Upload

router = APIRouter()

FOLDER = "uploads"
SPARE_BYTES = 500_000_000

_IMAGES: dict[str, Callable[[bytes], bool]] = {
    "image/png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "image/gif": lambda data: data.startswith((b"GIF87a", b"GIF89a")),
    "image/webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
    "application/pdf": lambda data: data.startswith(b"%PDF-"),
}
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


@router.post(
    "/chat/uploads",
    status_code=status.HTTP_201_CREATED,
    responses=responses(401, 413, 415, 422, 429),
    tags=["chat"],
)
async def upload_file(
    file: Annotated[UploadFile, File()],
    request: Request,
    visitor: VisitorDep,
    services: ServicesDep,
    limiter: LimiterDep,
) -> UploadOut:
    """Keep a picture, a PDF or a text of at most 10 MB for a message to come.

    Errors: 413 `too_large`, 422 `file_type_not_allowed`.
    """
    limiter.upload(visitor.id, address_of(request))
    _require_room(services.settings.data_dir)
    data = await file.read(MAX_UPLOAD_BYTES + 1)
    name = safe_name(file.filename or "file")
    kind = checked_type(name, data)
    path = f"{FOLDER}/{new_id('file')}"
    await asyncio.to_thread(_store, services.settings.data_dir / path, data)
    now = services.clock.now()
    view = await services.db.write(
        lambda s: uploads.add(
            s, now, owner_id=visitor.id, name=name, size=len(data), type=kind, path=path
        )
    )
    return UploadOut(**view.model_dump())


@router.get(
    "/chat/uploads/{upload_id}",
    response_class=FileResponse,
    responses=responses(401, 404),
    tags=["chat"],
)
async def download_my_file(
    upload_id: PathId, visitor: VisitorDep, services: ServicesDep
) -> Response:
    """Give a visitor their own file back."""

    def find(s: Session) -> Upload:
        found = uploads.get(s, upload_id)
        if found is None or found.owner_id != visitor.id:
            raise NotFound(f"There is no upload {upload_id!r}.")
        return found

    return _download(services.settings.data_dir, await services.db.read(find))


@router.get(
    "/inbox/uploads/{upload_id}",
    response_class=FileResponse,
    responses=responses(401, 404),
    tags=["inbox"],
)
async def download_file(upload_id: PathId, rep: RepDep, services: ServicesDep) -> Response:
    """Give a rep the file that came with a message."""

    def find(s: Session) -> Upload:
        found = uploads.get(s, upload_id)
        if found is None:
            raise NotFound(f"There is no upload {upload_id!r}.")
        return found

    return _download(services.settings.data_dir, await services.db.read(find))


def checked_type(name: str, data: bytes) -> str:
    """The type by ending, if the content agrees; what a browser would run is refused."""
    if len(data) > MAX_UPLOAD_BYTES:
        raise TooLarge("A file may have at most 10 MB.")
    kind = _ENDINGS.get(Path(name).suffix.lower())
    if kind is None or not _agrees(kind, data):
        raise Invalid(
            "Only pictures (PNG, JPEG, GIF, WebP), PDF and plain text can be sent.",
            code="file_type_not_allowed",
        )
    return kind


def _agrees(kind: str, data: bytes) -> bool:
    check = _IMAGES.get(kind)
    if check is not None:
        return check(data)
    try:
        clean(data.decode())
    except ValueError:
        return False
    return True


def _require_room(data_dir: Path) -> None:
    """Leave the rest of the disk to the database, whoever uploads; 503 `unavailable`."""
    if shutil.disk_usage(data_dir).free < SPARE_BYTES:
        raise Unavailable("There is no room for files at the moment.", retry_after_s=600)


def _store(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _download(data_dir: Path, upload: Upload) -> Response:
    path = data_dir / upload.path
    if not path.is_file():
        raise NotFound("The file is no longer here.")
    return FileResponse(path, media_type=upload.view.type, filename=upload.view.name)
