"""What the inbox sends and gets."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.chat import Attachments
from core.text import ClientId, Line, MessageText
from core.views import (
    ActionRunView,
    ConversationView,
    EventView,
    MessageView,
    RepView,
    TurnView,
    VisitorView,
)
from core.vocabulary import MessageKind

MAX_HOLD_S = 24 * 60 * 60


class PresenceState(StrEnum):
    VIEWING = "viewing"
    TYPING = "typing"
    AWAY = "away"


class PresentRep(BaseModel):
    id: str
    name: str
    state: PresenceState


class RowsOut(BaseModel):
    """`counts` holds the number of conversations of each view, whatever the filters."""

    items: list[ConversationView]
    next_cursor: str | None = None
    counts: dict[str, int] = {}


class DetailOut(BaseModel):
    """Everything a rep may know of a conversation, after the event numbered `seq`."""

    conversation: ConversationView
    visitor: VisitorView
    messages: list[MessageView]
    events: list[EventView]
    action_runs: list[ActionRunView]
    turns: list[TurnView]
    presence: list[PresentRep] = []
    seq: int


class ReplyIn(BaseModel):
    """`confirm` stores the reply although another rep owns the conversation, and takes it."""

    client_id: ClientId
    text: MessageText
    kind: MessageKind = MessageKind.REPLY
    attachments: Attachments = []
    confirm: bool = False


class ReplyOut(BaseModel):
    message: MessageView
    conversation: ConversationView


class TakeOverIn(BaseModel):
    confirm: bool = False


class EmptyIn(BaseModel):
    """No fields; the body may be left out."""


class HoldIn(BaseModel):
    seconds: Annotated[float, Field(gt=0, le=MAX_HOLD_S, allow_inf_nan=False)]
    confirm: bool = False


class SuggestionIn(BaseModel):
    accept: bool


class PresenceIn(BaseModel):
    state: PresenceState


TagName = Annotated[Line, StringConstraints(min_length=1, max_length=60)]
TagNames = Annotated[list[TagName], Field(max_length=20)]


class TagsIn(BaseModel):
    add: TagNames = []
    remove: TagNames = []


class SignInIn(BaseModel):
    email: Line
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class MeOut(BaseModel):
    rep: RepView
