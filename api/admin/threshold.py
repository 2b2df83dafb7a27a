"""What an assistant's threshold means on its own past questions."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from api.deps import PathId, RepDep, ServicesDep
from api.errors import responses
from api.schemas.learning import Bin, ThresholdOut
from store import assistants, past
from store.past import Graded

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
    actions and wishes for a person are none. What the model could not answer from the passages is
    handed over at any threshold.
    """
    now = services.clock.now()

    def read(s: Session) -> ThresholdOut:
        threshold = assistants.get(s, assistant_id).settings.answer_threshold
        graded = past.graded(s, now, assistant_id)
        return meaning(threshold if value is None else value, graded)

    return await services.db.read(read)


def meaning(value: float, graded: Sequence[Graded]) -> ThresholdOut:
    """Count questions on both sides of a threshold, and in bins those that it decides."""
    counts = [0] * BINS
    decided = [one.answerable for one in graded if not one.refused]
    for answerable in decided:
        counts[min(int(answerable * BINS), BINS - 1)] += 1
    answers = sum(answerable >= value for answerable in decided)
    return ThresholdOut(
        value=value,
        questions=len(graded),
        answers=answers,
        hands_over=len(graded) - answers,
        refused=len(graded) - len(decided),
        histogram=[
            Bin.model_validate({"from": n / BINS, "to": (n + 1) / BINS, "count": count})
            for n, count in enumerate(counts)
        ],
        since=min((one.at for one in graded), default=None),
    )
