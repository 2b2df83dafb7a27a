"""What reps say of an answer of the AI; it stands beside the visitor's word and the trace."""

from fastapi import APIRouter, status

from api.deps import AnsweringRepDep, PathId, ServicesDep
from api.errors import responses
from api.schemas.learning import RepFeedbackIn
from store import feedback

router = APIRouter(prefix="/inbox/conversations/{conversation_id}", tags=["inbox"])


@router.post(
    "/feedback",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(401, 403, 404, 413, 415, 422),
)
async def rate_answer(
    conversation_id: PathId,
    body: RepFeedbackIn,
    rep: AnsweringRepDep,
    services: ServicesDep,
) -> None:
    """Say whether an answer was right; the newest word of each rep counts."""
    now = services.clock.now()
    await services.db.write(
        lambda s: feedback.give_as_rep(
            s,
            now,
            conversation_id=conversation_id,
            rep_id=rep.id,
            message_id=body.message_id,
            helpful=body.helpful,
            note=body.note,
        )
    )
