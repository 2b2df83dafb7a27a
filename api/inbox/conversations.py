"""What reps read of conversations: the lists, one with everything, and both live."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from sqlalchemy.orm import Session

from api.deps import (
    AssistantFilter,
    Cursor,
    Limit,
    PathId,
    PresenceDep,
    RepDep,
    RepTokenDep,
    ServicesDep,
    StreamsDep,
)
from api.errors import responses
from api.schemas.inbox import DetailOut, RowsOut
from api.streams.pulse import RepSession
from api.streams.readers import parse_cursor
from api.streams.sse import EventStream
from core.text import Line
from core.views import ConversationView
from core.vocabulary import InboxView
from store import actions, conversations, events, feedback, messages, turns
from store.conversations import Filter

router = APIRouter(prefix="/inbox", tags=["inbox"])

Rows = tuple[list[ConversationView], str | None, dict[str, int]]


@router.get("/conversations", responses=responses(401, 422))
async def list_conversations(
    rep: RepDep,
    services: ServicesDep,
    view: InboxView = InboxView.ALL,
    tag: Annotated[Line | None, Query()] = None,
    assistant: AssistantFilter = None,
    q: Annotated[Line | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RowsOut:
    """Waiting ones first, the longest wait on top; then what changed last.

    Errors: 422 `bad_cursor`.
    """
    wanted = Filter(
        view=view,
        rep_id=rep.id,
        tag=tag or None,
        assistant_id=assistant or None,
        q=q or None,
    )

    def read(s: Session) -> Rows:
        items, following = conversations.rows(s, wanted, limit=limit, cursor=cursor or None)
        return items, following, conversations.counts(s, rep.id)

    items, following, counts = await services.db.read(read)
    return RowsOut(items=items, next_cursor=following, counts=counts)


@router.get("/conversations/{conversation_id}", responses=responses(401, 404))
async def get_conversation(
    conversation_id: PathId, rep: RepDep, services: ServicesDep, presence: PresenceDep
) -> DetailOut:
    """Everything about one conversation: transcript, log, custom actions, decision traces."""

    def read(s: Session) -> DetailOut:
        found = conversations.view(s, conversation_id)
        return DetailOut(
            conversation=found,
            visitor=found.visitor,
            messages=messages.of_conversation(s, conversation_id),
            events=events.of_conversation(s, conversation_id),
            action_runs=actions.of_conversation(s, conversation_id),
            turns=feedback.attached(s, conversation_id, turns.of_conversation(s, conversation_id)),
            presence=presence.present(conversation_id),
            seq=found.seq,
        )

    return await services.db.read(read)


@router.get("/events", status_code=200, response_class=EventStream, responses=responses(401))
async def stream_inbox(rep: RepDep, token: RepTokenDep, streams: StreamsDep) -> Response:
    """What changes, as it happens; refetch the lists after a reconnect.

    Events: `conversation.changed`, `presence`, `source.changed` and `gap.changed` with an `id`.
    """
    return streams.for_inbox(RepSession(token, rep.id))


@router.get(
    "/conversations/{conversation_id}/events",
    status_code=200,
    response_class=EventStream,
    responses=responses(401, 404),
)
async def stream_conversation(
    conversation_id: PathId,
    rep: RepDep,
    token: RepTokenDep,
    services: ServicesDep,
    streams: StreamsDep,
    after: str | None = Query(None, max_length=40),
    last_event_id: str | None = Header(None, max_length=40),
) -> Response:
    """Everything after the cursor, then what happens, as server-sent events."""
    await services.db.read(lambda s: conversations.view(s, conversation_id))
    cursor = parse_cursor(last_event_id, after)
    return streams.for_rep(conversation_id, cursor, RepSession(token, rep.id))
