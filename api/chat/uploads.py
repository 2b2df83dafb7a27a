"""Files that visitors attach: kept under made-up names, given back to their owner."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile, status
from fastapi.responses import FileResponse
from sqlalchemy.orm import Session

from api.attachments import checked_type, download, keep, require_room
from api.deps import LimiterDep, PathId, ServicesDep, VisitorDep
from api.edge import MAX_UPLOAD_BYTES
from api.errors import responses
from api.file_names import safe_name
from api.schemas.chat import UploadOut
from api.security import address_of
from core.errors import AppError, NotFound
from core.ids import new_id
from store import uploads
from store.uploads import Upload

router = APIRouter(prefix="/chat/uploads", tags=["chat"])

FOLDER = "uploads"


@router.post("", status_code=status.HTTP_201_CREATED, responses=responses(401, 413, 415, 422, 429))
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
    data_dir = services.settings.data_dir
    require_room(data_dir)
    data = await file.read(MAX_UPLOAD_BYTES + 1)
    name = safe_name(file.filename or "file")
    kind = checked_type(name, data)
    path = f"{FOLDER}/{new_id('file')}"
    await asyncio.to_thread(keep, data_dir / path, data)
    now = services.clock.now()
    try:
        view = await services.db.write(
            lambda s: uploads.add(
                s, now, owner_id=visitor.id, name=name, size=len(data), type=kind, path=path
            )
        )
    except AppError:  # without a row nobody would ever delete it
        (data_dir / path).unlink(missing_ok=True)
        raise
    return UploadOut(**view.model_dump())


@router.get("/{upload_id}", response_class=FileResponse, responses=responses(401, 404, 429))
async def download_my_file(
    upload_id: PathId, visitor: VisitorDep, services: ServicesDep
) -> Response:
    """Give a visitor their own file back."""

    def find(s: Session) -> Upload:
        found = uploads.get(s, upload_id)
        if found.owner_id != visitor.id:
            raise NotFound(f"There is no upload {upload_id!r}.")
        return found

    return download(services.settings.data_dir, await services.db.read(find))
