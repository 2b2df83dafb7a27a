"""Figures for the team."""

from datetime import UTC, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import AssistantFilter, RepDep, ServicesDep
from api.errors import responses
from api.schemas.insights import SpendDay, SpendOut
from store import spending
from store.spending import MICROS

router = APIRouter(prefix="/insights", tags=["insights"])


@router.get("/spend", responses=responses(401))
async def get_spend(
    rep: RepDep,
    services: ServicesDep,
    assistant: AssistantFilter = None,
    days: Annotated[int, Query(ge=1, le=366)] = 30,
) -> SpendOut:
    """What the model cost on each of the last days, today included."""
    today = services.clock.now().astimezone(UTC).date()
    since = today - timedelta(days=days - 1)
    found = await services.db.read(lambda s: spending.per_day(s, since, assistant or None))
    items = [
        SpendDay(
            day=day.day,
            assistant_id=day.assistant_id,
            turns=day.turns,
            input_tokens=day.input_tokens,
            output_tokens=day.output_tokens,
            cost=day.micros / MICROS,
            estimated_turns=day.estimated,
        )
        for day in found
    ]
    return SpendOut(items=items, cost=sum(day.micros for day in found) / MICROS)
