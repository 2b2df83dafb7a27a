"""Is the process alive, and can it do its work? Degraded is not down."""

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import Literal

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.deps import ServicesDep
from api.services import PartState, Probe
from store.database import Database

router = APIRouter(tags=["health"])
log = structlog.get_logger()

PROBE_TIMEOUT_S = 2.0
REMEMBERED_S = 1.0


class Alive(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """`down` only without the database: messages are taken even when nothing can answer them."""

    status: Literal["ok", "degraded", "down"]
    parts: dict[str, PartState]


class Looks:
    """Asks all parts once a second at most: anybody may want to know, and each look embeds."""

    def __init__(self) -> None:
        self._look: asyncio.Task[dict[str, PartState]] | None = None
        self._until = 0.0

    async def parts(self, probes: Mapping[str, Probe]) -> dict[str, PartState]:
        """How each part is, or was less than a second ago."""
        if self._look is None or (self._look.done() and monotonic() >= self._until):
            self._look = asyncio.create_task(_all(probes), name="readiness")
            self._until = monotonic() + REMEMBERED_S
        return await asyncio.shield(self._look)


@router.get("/healthz")
async def get_health() -> Alive:
    """The process runs."""
    return Alive()


@router.get("/readyz", responses={503: {"model": Readiness, "description": "No database"}})
async def get_readiness(request: Request, response: Response, services: ServicesDep) -> Readiness:
    """How each part is."""
    looks: Looks = request.app.state.looks
    parts = await looks.parts({"sql": _sql(services.db), **services.probes})
    if parts["sql"] != "ok":
        response.status_code = 503
        response.headers["retry-after"] = "2"
        return Readiness(status="down", parts=parts)
    bad = any(state in ("degraded", "down") for state in parts.values())
    return Readiness(status="degraded" if bad else "ok", parts=parts)


def _sql(db: Database) -> Probe:
    def select_one(s: Session) -> None:
        s.execute(text("SELECT 1"))

    async def probe() -> PartState:
        await db.read(select_one)
        return "ok"

    return probe


async def _all(probes: Mapping[str, Probe]) -> dict[str, PartState]:
    states = await asyncio.gather(*(_ask(name, probe) for name, probe in probes.items()))
    return dict(zip(probes, states, strict=True))


async def _ask(name: str, probe: Probe) -> PartState:
    """An edge: whatever a part's probe raises means that the part is down."""
    try:
        return await asyncio.wait_for(probe(), PROBE_TIMEOUT_S)
    except Exception as error:
        log.warning("part_down", part=name, cause=repr(error))
        return "down"
