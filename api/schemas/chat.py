"""What the widget sends and gets."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from core.assistants import Theme
from core.text import ClientId, Line, MessageText, Text
from core.views import AttachmentView, ConversationView, MessageView

MAX_ATTACHMENTS = 5
MAX_PROFILE_FIELDS = 20
MAX_NUMBER = 10**21
MAX_EXACT = 2**53 - 1
"""Whole numbers beyond it are rounded, as every JavaScript reader does; 64 bits hold no more."""

Url = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=2_000)]
Email = Annotated[Line, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=200)]
Scalar = (
    Line
    | bool
    | Annotated[int, Field(ge=-MAX_EXACT, le=MAX_EXACT)]
    | Annotated[float, Field(ge=-MAX_NUMBER, le=MAX_NUMBER)]
    | None
)
AttachmentId = Annotated[str, StringConstraints(pattern=r"^[a-z]+_[0-9a-z]{26}$")]
Attachments = Annotated[list[AttachmentId], Field(max_length=MAX_ATTACHMENTS)]


class Page(BaseModel):
    """The page of the company's site that the visitor is on."""

    model_config = ConfigDict(extra="ignore")

    url: Url = ""
    title: Line = ""
    referrer: Url = ""


class Profile(BaseModel):
    """What the site says of its visitor; unverified, so it never merges two people."""

    model_config = ConfigDict(extra="ignore")

    name: Line | None = None
    email: Email | None = None
    attributes: dict[Line, Scalar] = {}

    @field_validator("attributes")
    @classmethod
    def _few(cls, value: dict[str, Scalar]) -> dict[str, Scalar]:
        if len(value) > MAX_PROFILE_FIELDS:
            raise ValueError(f"at most {MAX_PROFILE_FIELDS} attributes are kept")
        return value


class SessionIn(BaseModel):
    assistant_key: Line
    token: Line | None = None
    identity_jwt: Annotated[str, StringConstraints(max_length=4_000)] | None = None
    profile: Profile | None = None
    page: Page | None = None


class SessionVisitor(BaseModel):
    id: str
    name: str


class PrechatField(BaseModel):
    """One thing the visitor is asked for before the first message."""

    name: str
    label: str
    required: bool


class SessionAssistant(BaseModel):
    name: str
    greeting: str
    starters: list[str]
    prechat: list[PrechatField]
    open_now: bool
    response_target_s: float
    theme: Theme


class SessionOut(BaseModel):
    """`token` is shown once and belongs to this visitor; send it as `Authorization: Bearer`."""

    visitor: SessionVisitor
    token: str
    assistant: SessionAssistant


class StartIn(BaseModel):
    client_id: ClientId
    text: MessageText
    attachments: Attachments = []
    page: Page | None = None


class MessageIn(BaseModel):
    client_id: ClientId
    text: MessageText
    attachments: Attachments = []


class HandoffIn(BaseModel):
    reason: Line | None = None
    email: Email | None = None


class FeedbackIn(BaseModel):
    message_id: Line
    helpful: bool


class ConversationOut(BaseModel):
    conversation: ConversationView


class StartedOut(BaseModel):
    conversation: ConversationView
    message: MessageView


class MessageOut(BaseModel):
    message: MessageView


class ThreadOut(BaseModel):
    """A whole conversation as the visitor sees it, after the event numbered `seq`."""

    conversation: ConversationView
    messages: list[MessageView]
    seq: int


class ConversationsOut(BaseModel):
    items: list[ConversationView]
    next_cursor: str | None = None


class UploadOut(AttachmentView):
    """Name it by `id` in `attachments` of a message."""
