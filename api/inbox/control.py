"""What reps do in a conversation; each is one transaction, and repeating it is harmless."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Response, status
from sqlalchemy.orm import Session

from api.deps import (
    AnsweringRepDep,
    PathId,
    PresenceDep,
    RepDep,
    ServicesDep,
)
from api.errors import responses
from api.presence import tell_visitor_of_typing
from api.schemas.chat import ConversationOut
from api.schemas.inbox import (
    EmptyIn,
    HoldIn,
    PresenceIn,
    PresenceState,
    ReplyIn,
    ReplyOut,
    SuggestionIn,
    TagsIn,
    TakeOverIn,
)
from api.services import Services
from core.errors import Conflict
from core.markdown import markdown_html
from store import control, conversations, tags, uploads
from store.change import Change

router = APIRouter(prefix="/inbox/conversations/{conversation_id}", tags=["inbox"])
REFUSALS = responses(401, 403, 404, 409, 413, 415, 422)


@router.post(
    "/messages", status_code=status.HTTP_201_CREATED, response_model=ReplyOut, responses=REFUSALS
)
async def reply_to_conversation(
    conversation_id: PathId, body: ReplyIn, rep: AnsweringRepDep, services: ServicesDep
) -> Response:
    """Write a reply, which takes the conversation over, or a note, which only reps see.

    Errors: 409 `held_by_other` with `owner` and their newest `message`; send again with `confirm`.
    422 `client_id_reused`, 422 `unknown_upload`.
    """
    html = markdown_html(body.text)

    def reply(s: Session, now: datetime) -> Change:
        return control.reply(
            s,
            now,
            conversation_id=conversation_id,
            rep=rep,
            client_id=body.client_id,
            text=body.text,
            html=html,
            kind=body.kind,
            attachments=uploads.owned(s, rep.id, body.attachments),
            confirm=body.confirm,
        )

    change = await services.ledger.commit(reply, point="message")
    assert change.message is not None
    content = (
        b'{"message":'
        + change.message.model_dump_json().encode()
        + b',"conversation":'
        + change.conversation.model_dump_json().encode()
        + b"}"
    )
    return Response(content, status.HTTP_201_CREATED, media_type="application/json")


@router.post("/take-over", responses=REFUSALS)
async def take_over_conversation(
    conversation_id: PathId,
    rep: AnsweringRepDep,
    services: ServicesDep,
    body: TakeOverIn | None = None,
) -> ConversationOut:
    """Silence the AI without a message. Errors: 409 `held_by_other`."""
    confirm = body.confirm if body else False
    take = partial(control.take_over, conversation_id=conversation_id, rep=rep, confirm=confirm)
    return await _changed(services, take)


@router.post("/hand-back", responses=REFUSALS)
async def hand_back_conversation(
    conversation_id: PathId,
    rep: AnsweringRepDep,
    services: ServicesDep,
    body: EmptyIn | None = None,
) -> ConversationOut:
    """Give the conversation to the AI; it answers the next visitor message."""
    give = partial(control.hand_back, conversation_id=conversation_id, rep=rep)
    return await _changed(services, give)


@router.post("/close", responses=REFUSALS)
async def close_conversation(
    conversation_id: PathId,
    rep: AnsweringRepDep,
    services: ServicesDep,
    body: EmptyIn | None = None,
) -> ConversationOut:
    """End it; the next visitor message opens it for the AI."""
    close = partial(control.close, conversation_id=conversation_id, rep=rep)
    return await _changed(services, close)


@router.post("/reopen", responses=REFUSALS)
async def reopen_conversation(
    conversation_id: PathId,
    rep: AnsweringRepDep,
    services: ServicesDep,
    body: EmptyIn | None = None,
) -> ConversationOut:
    """Bring a closed conversation back to the AI."""
    reopen = partial(control.reopen, conversation_id=conversation_id, rep=rep)
    return await _changed(services, reopen)


@router.post("/hold", responses=REFUSALS)
async def hold_conversation(
    conversation_id: PathId, body: HoldIn, rep: AnsweringRepDep, services: ServicesDep
) -> ConversationOut:
    """Keep the AI off for so many seconds without writing. Errors: 409 `held_by_other`."""
    hold = partial(
        control.hold,
        conversation_id=conversation_id,
        rep=rep,
        seconds=body.seconds,
        confirm=body.confirm,
    )
    return await _changed(services, hold)


@router.post("/suggestion", responses=REFUSALS)
async def answer_suggestion(
    conversation_id: PathId,
    body: SuggestionIn,
    rep: AnsweringRepDep,
    services: ServicesDep,
) -> ConversationOut:
    """Accept or dismiss a suggestion. The AI makes none yet: always 409 `no_suggestion`."""
    await services.db.read(lambda s: conversations.view(s, conversation_id))
    raise Conflict("There is no suggestion to answer here.", code="no_suggestion")


@router.patch("/tags", responses=REFUSALS)
async def change_tags(
    conversation_id: PathId, body: TagsIn, rep: AnsweringRepDep, services: ServicesDep
) -> ConversationOut:
    """Add and remove tags by hand."""
    change = partial(
        tags.change, conversation_id=conversation_id, rep=rep, add=body.add, remove=body.remove
    )
    return await _changed(services, change)


@router.post("/presence", status_code=status.HTTP_204_NO_CONTENT, responses=REFUSALS)
async def set_presence(
    conversation_id: PathId,
    body: PresenceIn,
    rep: RepDep,
    services: ServicesDep,
    presence: PresenceDep,
) -> None:
    """Tell the other reps. When the owner types, the visitor sees it and the idle clock restarts.

    Repeat it while it holds: it is forgotten after 30 seconds.
    """
    found = await services.db.read(lambda s: conversations.view(s, conversation_id))
    presence.note(conversation_id, rep, body.state)
    if body.state is not PresenceState.TYPING:
        return
    tell_visitor_of_typing(services.bus, found, rep)
    owned = found.owner is not None and found.owner.id == rep.id
    if owned and presence.is_due(conversation_id, rep.id):
        await services.ledger.commit(
            partial(control.note_human_activity, conversation_id=conversation_id, rep=rep)
        )


async def _changed(
    services: Services, change: Callable[[Session, datetime], Change]
) -> ConversationOut:
    done = await services.ledger.commit(change)
    return ConversationOut(conversation=done.conversation)
