"""Files that are uploaded as a source; what is in them is read by the ingestion, not here."""

import posixpath
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile, status
from sqlalchemy.orm import Session

from api.admin.sources import tell
from api.deps import AdminDep, IdempotencyKey, ServicesDep
from api.errors import responses
from api.file_names import safe_name
from api.schemas.sources import AssistantIds, SourceName, SourceOut
from core.text import ClientId
from core.vocabulary import SourceKind
from store import source_files, sources
from store.source_files import GivenFile
from store.sources import NewSource

router = APIRouter(tags=["knowledge"])

MAX_FILES = 500
MAX_NAMED = 3


@router.post(
    "/sources/files",
    status_code=status.HTTP_201_CREATED,
    responses=responses(401, 403, 413, 415, 422),
)
async def upload_source(
    files: Annotated[list[UploadFile], File(min_length=1, max_length=MAX_FILES)],
    assistant_ids: Annotated[AssistantIds, Form()],
    rep: AdminDep,
    services: ServicesDep,
    name: Annotated[SourceName | None, Form()] = None,
    client_id: Annotated[ClientId | None, Form()] = None,
    idempotency_key: IdempotencyKey = None,
) -> SourceOut:
    """Make a source of uploaded files, or of one ZIP archive, and begin to read it.

    Errors: 413 `too_large`, 422 `unknown_assistant`.
    """
    given = [
        GivenFile(path, file.content_type or "", await file.read())
        for path, file in zip(_paths(files), files, strict=True)
    ]
    is_archive = len(given) == 1 and given[0].path.lower().endswith(".zip")
    new = NewSource(
        kind=SourceKind.ZIP if is_archive else SourceKind.FILES,
        location=_summary(given),
        assistant_ids=assistant_ids,
        name=name or "",
        client_id=client_id or idempotency_key,
    )
    now = services.clock.now()

    def add(s: Session) -> str:
        source_id, is_new = sources.create(s, now, new)
        if is_new:
            source_files.replace(s, source_id, given)
            sources.request(s, source_id)
        return source_id

    return await tell(services, await services.db.write(add))


def _paths(files: list[UploadFile]) -> list[str]:
    """The files' own names; of two with one name the later one gets a number."""
    taken: dict[str, None] = {}
    for file in files:
        name = safe_name(file.filename or "file")
        stem, suffix = posixpath.splitext(name)
        path, number = name, 1
        while path in taken:
            number += 1
            path = f"{stem}-{number}{suffix}"
        taken[path] = None
    return list(taken)


def _summary(given: list[GivenFile]) -> str:
    """What stands for the place that uploaded files have not."""
    names = ", ".join(file.path for file in given[:MAX_NAMED])
    more = len(given) - MAX_NAMED
    return f"{names} and {more} more" if more > 0 else names
