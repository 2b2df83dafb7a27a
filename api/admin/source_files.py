"""Files that are uploaded as a source; what is in them is read by the ingestion, not here."""

import posixpath
from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile, status
from sqlalchemy.orm import Session

from api.admin.sources import tell
from api.deps import AdminDep, IdempotencyKey, PathId, ServicesDep
from api.errors import responses
from api.file_names import safe_name
from api.schemas.sources import AssistantIds, SourceName, SourceOut
from core.errors import Conflict
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
    given = await _given(files)
    new = NewSource(
        kind=SourceKind.ZIP if _is_archive(given) else SourceKind.FILES,
        location=_summary(file.path for file in given),
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


@router.post(
    "/sources/{source_id}/files",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(401, 403, 404, 409, 413, 415, 422),
)
async def put_source_files(
    source_id: PathId,
    files: Annotated[list[UploadFile], File(min_length=1, max_length=MAX_FILES)],
    rep: AdminDep,
    services: ServicesDep,
) -> SourceOut:
    """Add files to uploaded ones, each instead of one with its name, and read what is new.

    An archive takes the place of the archive that was uploaded. Files with the same bytes change
    nothing. Errors: 404 `source_not_found`, 409 `source_has_no_files`, `source_is_archive`, 413
    `too_large`.
    """
    given = await _given(files)
    await services.db.write(lambda s: _put(s, source_id, given))
    return await tell(services, source_id)


def _put(s: Session, source_id: str, given: list[GivenFile]) -> None:
    source = sources.get(s, source_id)
    before = _summary(entry.path for entry in source_files.entries(s, source_id))
    match SourceKind(source.kind):
        case SourceKind.FILES:
            changed = source_files.put(s, source_id, given)
        case SourceKind.ZIP if _is_archive(given):
            changed = source_files.read(s, source_id, given[0].path) != given[0].data
            source_files.replace(s, source_id, given)
        case SourceKind.ZIP:
            detail = "This source is one ZIP archive: upload the whole archive anew."
            raise Conflict(detail, code="source_is_archive")
        case _:
            detail = "Only uploaded files can be replaced by others."
            raise Conflict(detail, code="source_has_no_files")
    if not changed:
        return
    if source.location == before:
        place = _summary(entry.path for entry in source_files.entries(s, source_id))
        called = {"name": place} if source.name == before else {}
        sources.change(s, source_id, {"location": place, **called})
    sources.request(s, source_id)


async def _given(files: list[UploadFile]) -> list[GivenFile]:
    return [
        GivenFile(path, file.content_type or "", await file.read())
        for path, file in zip(_paths(files), files, strict=True)
    ]


def _is_archive(given: list[GivenFile]) -> bool:
    return len(given) == 1 and given[0].path.lower().endswith(".zip")


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


def _summary(paths: Iterable[str]) -> str:
    """What stands for the place that uploaded files have not."""
    ordered = sorted(paths)
    names = ", ".join(ordered[:MAX_NAMED])
    more = len(ordered) - MAX_NAMED
    return f"{names} and {more} more" if more > 0 else names
