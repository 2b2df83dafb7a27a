"""Knowledge gaps: what was asked and not answered, and a beginning for the answer."""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from api.deps import (
    AnsweringRepDep,
    AssistantFilter,
    Cursor,
    Limit,
    PathId,
    RepDep,
    ServicesDep,
)
from api.errors import responses
from api.letters.replies import best_reply, tidy_question
from api.schemas.learning import (
    DraftOut,
    GapDetailOut,
    GapOut,
    GapsOut,
)
from core.vocabulary import GapState
from store import gaps, human_time

router = APIRouter(prefix="/gaps", tags=["gaps"])


@router.get("", responses=responses(401, 422))
async def list_gaps(
    rep: RepDep,
    services: ServicesDep,
    assistant: AssistantFilter = None,
    state: GapState = GapState.OPEN,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> GapsOut:
    """Groups of questions that were not answered, the most asked first.

    Errors: 422 `bad_cursor`.
    """
    items, following = await services.db.read(
        lambda s: gaps.listed(
            s, state=state, assistant_id=assistant or None, limit=limit, cursor=cursor or None
        )
    )
    return GapsOut(items=[GapOut.of(item) for item in items], next_cursor=following)


@router.get("/{gap_id}", responses=responses(401, 404))
async def get_gap(gap_id: PathId, rep: RepDep, services: ServicesDep) -> GapDetailOut:
    """One group with its questions and what reps replied."""

    def read(s: Session) -> GapDetailOut:
        gap = gaps.get(s, gap_id)
        return GapDetailOut.of(
            gap, questions=gaps.questions(s, gap_id), replies=human_time.replies(s, gap_id)
        )

    return await services.db.read(read)


@router.post("/{gap_id}/draft", responses=responses(401, 403, 404))
async def draft_entry(gap_id: PathId, rep: AnsweringRepDep, services: ServicesDep) -> DraftOut:
    """The question, and the most telling reply of a rep without its greetings; stores nothing."""

    def read(s: Session) -> DraftOut:
        gap = gaps.get(s, gap_id)
        said = [(item.text, item.visitor) for item in human_time.replies(s, gap_id)]
        return DraftOut(question=tidy_question(gap.question), answer=best_reply(said))

    return await services.db.read(read)


@router.post("/{gap_id}/dismiss", responses=responses(401, 403, 404))
async def dismiss_gap(gap_id: PathId, rep: AnsweringRepDep, services: ServicesDep) -> GapOut:
    """Nothing for the documents: later questions of this meaning are counted, not shown."""
    return await _moved(services, gap_id, GapState.DISMISSED)


@router.post("/{gap_id}/reopen", responses=responses(401, 403, 404))
async def reopen_gap(gap_id: PathId, rep: AnsweringRepDep, services: ServicesDep) -> GapOut:
    """Put it back on the list."""
    return await _moved(services, gap_id, GapState.OPEN)


async def _moved(services: ServicesDep, gap_id: str, state: GapState) -> GapOut:
    now = services.clock.now()
    return GapOut.of(await services.db.write(lambda s: gaps.set_state(s, now, gap_id, state)))
