"""A visitor's own conversations."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Header, Query, Request, Response, status
from sqlalchemy.orm import Session

from api.deps import (
    PathId,
    ServicesDep,
    StreamsDep,
    VisitorDep,
    WritingVisitorDep,
)
from api.errors import responses
from api.identities import VisitorIdentity
from api.presence import tell_reps_of_typing
from api.schemas.chat import (
    ConversationOut,
    ConversationsOut,
    FeedbackIn,
    HandoffIn,
    MessageIn,
    MessageOut,
    StartedOut,
    StartIn,
    ThreadOut,
)
from api.security import address_of
from api.streams.places import Place
from api.streams.projection import visitor_conversation
from api.streams.readers import parse_cursor
from api.streams.sse import EventStream
from core.errors import NotFound
from core.views import ConversationView, MessageView
from graphs.turn.message.settled import is_settled
from store import control, conversations, feedback, intake, messages, uploads
from store.change import Change

router = APIRouter(prefix="/chat/conversations", tags=["chat"])
REFUSALS = (401, 404, 413, 415, 422, 429)
PERSON_ASKED = (
    "I have asked a person from our team to join. They will answer here as soon as they can; you "
    "can keep writing meanwhile."
)
"""What the system itself says to a visitor who has pressed the button."""


def own(s: Session, conversation_id: str, visitor: VisitorIdentity) -> ConversationView:
    """The visitor's own conversation; anybody else's looks as if it did not exist."""
    found = conversations.view(s, conversation_id)
    if found.visitor.id != visitor.id:
        raise NotFound(f"There is no conversation {conversation_id!r}.")
    return found


@router.get("", responses=responses(401, 429))
async def list_my_conversations(visitor: VisitorDep, services: ServicesDep) -> ConversationsOut:
    """The visitor's conversations, newest first."""
    found = await services.db.read(lambda s: conversations.of_visitor(s, visitor.id))
    return ConversationsOut(items=[visitor_conversation(item) for item in found])


@router.post("", status_code=status.HTTP_201_CREATED, responses=responses(401, 413, 415, 422, 429))
async def start_conversation(
    body: StartIn, visitor: WritingVisitorDep, services: ServicesDep
) -> StartedOut:
    """Begin with a first message; the same `client_id` again returns the same conversation."""
    page = body.page.model_dump() if body.page else None

    def start(s: Session, now: datetime) -> Change:
        return intake.start(
            s,
            now,
            assistant_id=visitor.assistant_id,
            visitor_id=visitor.id,
            client_id=body.client_id,
            text=body.text,
            page=page,
            attachments=uploads.owned(s, visitor.id, body.attachments),
        )

    change = await services.ledger.commit(start, point="message")
    assert change.message is not None
    return StartedOut(
        conversation=visitor_conversation(change.conversation), message=change.message
    )


@router.get("/{conversation_id}", responses=responses(401, 404, 429))
async def get_my_conversation(
    conversation_id: PathId, visitor: VisitorDep, services: ServicesDep
) -> ThreadOut:
    """The whole thread; follow its events after `seq`."""

    def read(s: Session) -> tuple[ConversationView, Sequence[MessageView]]:
        found = own(s, conversation_id, visitor)
        return found, messages.of_conversation(s, conversation_id, notes=False)

    conversation, thread = await services.db.read(read)
    return ThreadOut(
        conversation=visitor_conversation(conversation),
        messages=list(thread),
        seq=conversation.seq,
    )


@router.post(
    "/{conversation_id}/messages",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=MessageOut,
    responses=responses(*REFUSALS),
)
async def send_message(
    conversation_id: PathId,
    body: MessageIn,
    visitor: WritingVisitorDep,
    services: ServicesDep,
) -> Response:
    """Store a message and wake the conversation; the answer arrives by its events.

    Errors: 422 `client_id_reused`, 422 `unknown_upload`.
    """

    def receive(s: Session, now: datetime) -> Change:
        return intake.receive(
            s,
            now,
            conversation_id=conversation_id,
            visitor_id=visitor.id,
            client_id=body.client_id,
            text=body.text,
            attachments=uploads.owned(s, visitor.id, body.attachments),
            settled=not body.attachments and is_settled(body.text),
        )

    change = await services.ledger.commit(receive, point="message")
    assert change.message is not None
    content = b'{"message":' + change.message.model_dump_json().encode() + b"}"
    return Response(content, status.HTTP_202_ACCEPTED, media_type="application/json")


@router.post(
    "/{conversation_id}/handoff",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(*REFUSALS),
)
async def request_handoff(
    conversation_id: PathId,
    visitor: WritingVisitorDep,
    services: ServicesDep,
    body: HandoffIn | None = None,
) -> ConversationOut:
    """Ask for a person; asking again changes nothing."""
    wish = body or HandoffIn()
    ask = partial(
        control.request_handoff,
        conversation_id=conversation_id,
        visitor_id=visitor.id,
        line=PERSON_ASKED,
        note=wish.reason or "",
        email=wish.email,
    )
    change = await services.ledger.commit(ask)
    return ConversationOut(conversation=visitor_conversation(change.conversation))


@router.delete(
    "/{conversation_id}/handoff",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(401, 404, 429),
)
async def withdraw_handoff(
    conversation_id: PathId, visitor: WritingVisitorDep, services: ServicesDep
) -> ConversationOut:
    """No person is needed after all; the AI answers again."""
    withdraw = partial(control.withdraw, conversation_id=conversation_id, visitor_id=visitor.id)
    change = await services.ledger.commit(withdraw)
    return ConversationOut(conversation=visitor_conversation(change.conversation))


@router.post(
    "/{conversation_id}/typing",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(401, 404, 429),
)
async def visitor_typing(
    conversation_id: PathId, visitor: WritingVisitorDep, services: ServicesDep
) -> None:
    """Tell the reps that the visitor is typing; nothing is stored."""
    found = await services.db.read(lambda s: own(s, conversation_id, visitor))
    tell_reps_of_typing(services.bus, conversation_id, found.visitor.name)


@router.post(
    "/{conversation_id}/feedback",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(*REFUSALS),
)
async def give_feedback(
    conversation_id: PathId,
    body: FeedbackIn,
    visitor: WritingVisitorDep,
    services: ServicesDep,
) -> None:
    """Say whether an answer helped; the newest word counts."""
    now = services.clock.now()
    await services.db.write(
        lambda s: feedback.give(
            s,
            now,
            conversation_id=conversation_id,
            visitor_id=visitor.id,
            message_id=body.message_id,
            helpful=body.helpful,
        )
    )


@router.get(
    "/{conversation_id}/events",
    status_code=200,
    response_class=EventStream,
    responses=responses(401, 404, 429),
)
async def stream_my_conversation(
    conversation_id: PathId,
    request: Request,
    visitor: VisitorDep,
    services: ServicesDep,
    streams: StreamsDep,
    after: str | None = Query(None, max_length=40),
    last_event_id: str | None = Header(None, max_length=40),
) -> Response:
    """Everything after the cursor, then what happens, as server-sent events."""
    await services.db.read(lambda s: own(s, conversation_id, visitor))
    place = Place(visitor.id, address_of(request))
    return streams.for_visitor(conversation_id, parse_cursor(last_event_id, after), place)
