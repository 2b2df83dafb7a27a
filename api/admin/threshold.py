"""What an assistant's threshold means on its own past questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from api.deps import PathId, RepDep, ServicesDep
from api.errors import responses
from api.schemas.learning import Bin, ThresholdOut
from store import assistants, past

router = APIRouter(prefix="/assistants", tags=["assistants"])
BINS = 20


@router.get("/{assistant_id}/threshold", responses=responses(401, 404, 422))
async def get_threshold(
    assistant_id: PathId,
    rep: RepDep,
    services: ServicesDep,
    value: Annotated[float | None, Query(ge=0, le=1, allow_inf_nan=False)] = None,
) -> ThresholdOut:
    """How many questions `value`, or the threshold now set, would answer and hand over.

    Counts the newest 2,000 questions to the documents of the last 90 days; small talk, custom
    actions and wishes for a person are none.
    """
    now = services.clock.now()

    def read(s: Session) -> ThresholdOut:
        threshold = assistants.get(s, assistant_id).settings.answer_threshold
        graded = past.graded(s, now, assistant_id)
        return meaning(threshold if value is None else value, graded)

    return await services.db.read(read)


def meaning(value: float, graded: Sequence[tuple[float, datetime]]) -> ThresholdOut:
    """Count (answerable, time) pairs on both sides of a threshold, and in bins."""
    counts = [0] * BINS
    for answerable, _ in graded:
        counts[min(int(answerable * BINS), BINS - 1)] += 1
    answers = sum(answerable >= value for answerable, _ in graded)
    return ThresholdOut(
        value=value,
        questions=len(graded),
        answers=answers,
        hands_over=len(graded) - answers,
        histogram=[
            Bin.model_validate({"from": n / BINS, "to": (n + 1) / BINS, "count": count})
            for n, count in enumerate(counts)
        ],
        since=min((at for _, at in graded), default=None),
    )
