"""Where documents come from: add, share, refresh, stop and remove sources."""

from typing import Annotated

from fastapi import APIRouter, Query, status
from sqlalchemy.orm import Session

from api.admin.source_changes import add_text, apply_patch, checked_location, text_of
from api.deps import (
    AdminDep,
    AssistantFilter,
    Cursor,
    IdempotencyKey,
    Limit,
    PathId,
    RepDep,
    ServicesDep,
)
from api.errors import responses
from api.schemas.sources import (
    PageOut,
    PagesOut,
    SourceIn,
    SourceOut,
    SourcePatch,
    SourcesOut,
    SourceTextOut,
)
from api.services import Services
from core.bus import tell_source_changed
from core.errors import Conflict
from core.refresh import next_refresh
from core.text import Line
from core.vocabulary import PageState, SourceKind
from store import ingest_runs, source_pages, sources
from store.source_pages import PageFilter
from store.sources import NewSource, Source

router = APIRouter(tags=["knowledge"])


@router.get("/sources", responses=responses(401))
async def list_sources(
    rep: RepDep, services: ServicesDep, assistant: AssistantFilter = None
) -> SourcesOut:
    """Where documents come from, oldest first."""
    found = await services.db.read(lambda s: sources.listed(s, assistant))
    return SourcesOut(items=[shown(services, item) for item in found])


@router.get("/sources/{source_id}", responses=responses(401, 404))
async def get_source(source_id: PathId, rep: RepDep, services: ServicesDep) -> SourceOut:
    """One source. Errors: 404 `source_not_found`."""
    return await read_source(services, source_id)


@router.post(
    "/sources",
    status_code=status.HTTP_201_CREATED,
    responses=responses(401, 403, 413, 415, 422),
)
async def add_source(
    body: SourceIn,
    rep: AdminDep,
    services: ServicesDep,
    idempotency_key: IdempotencyKey = None,
) -> SourceOut:
    """Add a source and begin to read it; the same `client_id` again changes nothing.

    Errors: 403 `folder_not_allowed`, 422 `unknown_assistant`, `bad_address`.
    """
    location = checked_location(services.settings, body)
    now = services.clock.now()
    new = NewSource(
        kind=body.kind,
        location=location,
        assistant_ids=body.assistant_ids,
        name=body.name or "",
        settings=body.settings.model_dump(exclude_none=True),
        refresh_s=body.refresh_s,
        client_id=body.client_id or idempotency_key,
    )

    def add(s: Session) -> str:
        source_id, is_new = sources.create(s, now, new)
        if is_new and body.text is not None:
            add_text(s, source_id, body.text)
        if is_new:
            sources.request(s, source_id)
        return source_id

    return await tell(services, await services.db.write(add))


@router.get("/sources/{source_id}/text", responses=responses(401, 404, 409))
async def get_source_text(source_id: PathId, rep: RepDep, services: ServicesDep) -> SourceTextOut:
    """A pasted text as it was given.

    Errors: 404 `source_not_found`, 409 `source_has_no_text`.
    """
    return SourceTextOut(text=await services.db.read(lambda s: text_of(s, source_id)))


@router.patch("/sources/{source_id}", responses=responses(401, 403, 404, 409, 413, 415, 422))
async def change_source(
    source_id: PathId, body: SourcePatch, rep: AdminDep, services: ServicesDep
) -> SourceOut:
    """Change what is given; what it changes of the documents is read at once.

    Errors: 404 `source_not_found`, 409 `source_has_no_text`, 422 `unknown_assistant`.
    """
    await services.db.write(lambda s: apply_patch(s, source_id, body))
    return await tell(services, source_id)


@router.post(
    "/sources/{source_id}/refresh",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(401, 403, 404, 409, 413, 415),
)
async def refresh_source(source_id: PathId, rep: AdminDep, services: ServicesDep) -> SourceOut:
    """Read the source again; while it is being read, once more afterwards.

    Errors: 404 `source_not_found`, 409 `source_not_refreshable`.
    """

    def ask(s: Session) -> None:
        if sources.get(s, source_id).kind == SourceKind.ANSWERS:
            raise Conflict(
                "Answers of the team are published when they are written.",
                code="source_not_refreshable",
            )
        sources.request(s, source_id)

    await services.db.write(ask)
    return await tell(services, source_id)


@router.post(
    "/sources/{source_id}/cancel",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(401, 403, 404, 409, 413, 415),
)
async def stop_source(source_id: PathId, rep: AdminDep, services: ServicesDep) -> SourceOut:
    """Stop what is being read of the source, or waits for it; what was published stays.

    A source that is not being read stays as it is, and so does its schedule.
    Errors: 404 `source_not_found`, 409 `source_not_stoppable`.
    """
    now = services.clock.now()

    def stop(s: Session) -> None:
        if sources.get(s, source_id).kind == SourceKind.ANSWERS:
            raise Conflict(
                "Answers of the team are published one by one: take one back instead.",
                code="source_not_stoppable",
            )
        ingest_runs.stop(s, now, source_id)

    await services.db.write(stop)
    return await tell(services, source_id)


@router.delete(
    "/sources/{source_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(401, 403, 404, 409),
)
async def remove_source(source_id: PathId, rep: AdminDep, services: ServicesDep) -> None:
    """Take the source with all of its documents away from every assistant.

    Errors: 404 `source_not_found`, 409 `source_not_removable`.
    """
    now = services.clock.now()

    def remove(s: Session) -> None:
        if sources.get(s, source_id).kind == SourceKind.ANSWERS:
            raise Conflict("Remove the answers one by one.", code="source_not_removable")
        sources.remove(s, now, source_id)

    await services.db.write(remove)
    services.wake_source(source_id)
    tell_source_changed(services.bus, source_id)


@router.get("/sources/{source_id}/documents", responses=responses(401, 404, 422))
async def list_source_documents(
    source_id: PathId,
    rep: RepDep,
    services: ServicesDep,
    state: Annotated[PageState | None, Query()] = None,
    q: Annotated[Line | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PagesOut:
    """The source's documents by path, and those that could not be read with the reason.

    Errors: 404 `source_not_found`.
    """
    wanted = PageFilter(state=state, q=q or None, after=cursor)

    def read(s: Session) -> tuple[list[source_pages.PageEntry], str | None]:
        sources.get(s, source_id)
        return source_pages.listed(s, source_id, wanted, limit=limit)

    items, following = await services.db.read(read)
    return PagesOut(
        items=[PageOut.of(item) for item in items],
        next_cursor=following,
    )


async def tell(services: Services, source_id: str) -> SourceOut:
    """Let the ingestion and the inbox know of a change, and return the source as it is now."""
    services.wake_source(source_id)
    tell_source_changed(services.bus, source_id)
    return await read_source(services, source_id)


async def read_source(services: Services, source_id: str) -> SourceOut:
    return shown(services, await services.db.read(lambda s: sources.get(s, source_id)))


def shown(services: Services, item: Source) -> SourceOut:
    """The source as the inbox shows it."""
    following = None
    if item.refresh_s:
        following = next_refresh(item.created_at, item.refresh_s, services.clock.now())
    return SourceOut.of(item, next_refresh_at=following)
