"""Assistants: making them, changing them, and trying them out."""

from typing import Any

from fastapi import APIRouter, status
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.deps import AdminDep, PathId, RepDep, ServicesDep
from api.errors import responses
from api.schemas.admin import (
    AssistantIn,
    AssistantOut,
    AssistantPatch,
    AssistantsOut,
    TryIn,
    TryOut,
)
from core.assistants import AssistantSettings
from core.errors import Invalid, Unavailable
from core.vocabulary import AuthorKind
from store import assistants
from store.assistants import Assistant

router = APIRouter(prefix="/assistants", tags=["assistants"])


@router.get("", responses=responses(401))
async def list_assistants(rep: RepDep, services: ServicesDep) -> AssistantsOut:
    """All assistants, oldest first."""
    found = await services.db.read(assistants.listed)
    return AssistantsOut(items=[AssistantOut.of(item) for item in found])


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=responses(401, 403, 409, 413, 415, 422),
)
async def create_assistant(body: AssistantIn, rep: AdminDep, services: ServicesDep) -> AssistantOut:
    """Make an assistant without documents. Errors: 409 `name_taken`."""
    now = services.clock.now()

    def create(s: Session) -> Assistant:
        return assistants.create(s, now, name=body.name, key=body.key, settings=body.settings)

    return AssistantOut.of(await services.db.write(create))


@router.get("/{assistant_id}", responses=responses(401, 404))
async def get_assistant(assistant_id: PathId, rep: RepDep, services: ServicesDep) -> AssistantOut:
    """One assistant with its settings."""
    return AssistantOut.of(await services.db.read(lambda s: assistants.get(s, assistant_id)))


@router.patch("/{assistant_id}", responses=responses(401, 403, 404, 409, 413, 415, 422))
async def update_assistant(
    assistant_id: PathId, body: AssistantPatch, rep: AdminDep, services: ServicesDep
) -> AssistantOut:
    """Change what is given and keep the rest. Errors: 409 `name_taken`."""

    def change(s: Session) -> Assistant:
        settings = None
        if body.settings is not None:
            settings = merged(assistants.locked(s, assistant_id).settings, body.settings)
        return assistants.change(s, assistant_id, name=body.name, settings=settings)

    return AssistantOut.of(await services.db.write(change))


@router.post("/{assistant_id}/try", responses=responses(401, 403, 404, 413, 415, 422, 503))
async def try_assistant(
    assistant_id: PathId, body: TryIn, rep: RepDep, services: ServicesDep
) -> TryOut:
    """Run one turn on a thread that is stored nowhere.

    Errors: 422 `last_message_not_visitors`, 503 `unavailable` in a process without the turn graph.
    """
    if body.messages[-1].author is not AuthorKind.VISITOR:
        raise Invalid("The last message must be the visitor's.", code="last_message_not_visitors")
    await services.db.read(lambda s: assistants.get(s, assistant_id))
    if services.try_turn is None:
        raise Unavailable("This process does not run AI turns.", retry_after_s=30)
    return await services.try_turn(assistant_id, body.messages, body.top)


def merged(settings: AssistantSettings, change: dict[str, Any]) -> AssistantSettings:
    """The settings with single fields changed; 422 `invalid_settings` names the wrong one."""
    try:
        return AssistantSettings.model_validate({**settings.model_dump(), **change})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"settings.{place}: {first['msg']}", code="invalid_settings") from None
