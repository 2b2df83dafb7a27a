"""The team, its tags, and the custom actions it offers."""

import asyncio

from fastapi import APIRouter, status

from api.deps import AdminDep, LimiterDep, RepDep, ServicesDep
from api.errors import responses
from api.schemas.admin import ActionsOut, MemberIn, TagIn, TagOut, TagsOut, TeamOut
from core.errors import NotAllowed
from core.views import RepView
from core.vocabulary import Role
from store import reps, tags
from store.secrets import password_hash

router = APIRouter()


@router.get("/team", responses=responses(401), tags=["team"])
async def list_team(rep: RepDep, services: ServicesDep) -> TeamOut:
    """The active team, by name."""
    return TeamOut(items=await services.db.read(reps.listed))


@router.post(
    "/team",
    status_code=status.HTTP_201_CREATED,
    responses=responses(401, 403, 409, 413, 415, 422),
    tags=["team"],
)
async def add_member(
    body: MemberIn, rep: AdminDep, services: ServicesDep, limiter: LimiterDep
) -> RepView:
    """Add a person; only an owner makes owners. Without a password they sign in by a link."""
    if body.role is Role.OWNER and rep.role is not Role.OWNER:
        raise NotAllowed("Only an owner may add an owner.")
    now, hashed = services.clock.now(), None
    if body.password:
        async with limiter.hashing:
            hashed = await asyncio.to_thread(password_hash, body.password)
    return await services.db.write(
        lambda s: reps.create(
            s, now, email=body.email, name=body.name, role=body.role, hashed=hashed
        )
    )


@router.get("/tags", responses=responses(401), tags=["tags"])
async def list_tags(rep: RepDep, services: ServicesDep) -> TagsOut:
    """Every tag with its meaning, by name."""
    found = await services.db.read(tags.described)
    return TagsOut(items=[TagOut(name=name, description=text) for name, text in found])


@router.post(
    "/tags",
    status_code=status.HTTP_201_CREATED,
    responses=responses(401, 403, 413, 415, 422),
    tags=["tags"],
)
async def define_tag(body: TagIn, rep: AdminDep, services: ServicesDep) -> TagOut:
    """Create a tag, or change what it means."""
    await services.db.write(lambda s: tags.define(s, body.name, body.description))
    return TagOut(name=body.name, description=body.description)


@router.get("/actions", responses=responses(401), tags=["actions"])
async def list_actions(rep: RepDep, services: ServicesDep) -> ActionsOut:
    """The custom actions that the AI can fill by talking."""
    return ActionsOut(items=list(services.actions))
