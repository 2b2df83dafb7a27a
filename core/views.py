"""The objects of the HTTP contract, as replies and event payloads carry them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from core.vocabulary import (
    AuthorKind,
    Decision,
    MessageKind,
    Mode,
    Reason,
    Role,
    TagKind,
    TurnState,
)


class View(BaseModel):
    model_config = ConfigDict(frozen=True)


class CitationView(View):
    """One source of an answer; `url` opens at the quoted passage."""

    n: int
    title: str
    section: str
    url: str
    quote: str


class AuthorView(View):
    kind: AuthorKind
    id: str | None = None
    name: str


class AttachmentView(View):
    id: str
    name: str
    size: int
    type: str


class MessageView(View):
    """`choices`: replies that the visitor may tap instead of writing."""

    id: str
    seq: int
    client_id: str | None = None
    author: AuthorView
    kind: MessageKind
    text: str
    html: str
    citations: list[CitationView] = []
    attachments: list[AttachmentView] = []
    choices: list[str] = []
    turn_id: str | None = None
    created_at: datetime


class LastMessageView(View):
    """Enough of the newest message to draw a row of a list.

    `asked` is the visitor's newest text when somebody else spoke after it.
    """

    seq: int
    author: AuthorView
    kind: MessageKind
    text: str
    created_at: datetime
    asked: str | None = None


class VisitorView(View):
    id: str
    name: str
    email: str | None = None
    profile: dict[str, Any] = {}
    page: dict[str, Any] | None = None


class OwnerView(View):
    id: str
    name: str


class TagView(View):
    name: str
    kind: TagKind


class EscalationView(View):
    reason: Reason
    summary: str
    since: datetime


class ConversationView(View):
    """`resume_at` is set when the AI is about to get an idle conversation back."""

    id: str
    assistant_id: str
    visitor: VisitorView
    mode: Mode
    epoch: int
    owner: OwnerView | None = None
    tags: list[TagView] = []
    escalation: EscalationView | None = None
    waiting_since: datetime | None = None
    due_at: datetime | None = None
    hold_until: datetime | None = None
    resume_at: datetime | None = None
    suggestion: dict[str, Any] | None = None
    last_message: LastMessageView | None = None
    seq: int
    created_at: datetime
    updated_at: datetime

    def for_visitor(self) -> "ConversationView":
        """What the visitor may see: no tags, no reasons of ours, no timers of the reps."""
        return self.model_copy(
            update={"tags": [], "escalation": None, "suggestion": None, "resume_at": None}
        )

    def changed_by(self, by: AuthorView) -> "ChangedConversationView":
        return ChangedConversationView.model_construct(**dict(self), by=by)


class ChangedConversationView(ConversationView):
    """A conversation as the log keeps it: how it stands, and who brought it there."""

    by: AuthorView


class SlotView(View):
    value: str | None = None
    valid: bool = False
    message_seq: int | None = None


class ActionRunView(View):
    id: str
    action: str
    title: str
    state: str
    slots: dict[str, SlotView]
    updated_at: datetime


class RepFeedbackView(View):
    """What one rep says of an answer."""

    rep: OwnerView
    helpful: bool
    note: str = ""
    at: datetime


class AnswerFeedbackView(View):
    """`visitor`: whether the answer helped; None when they did not say."""

    visitor: bool | None = None
    reps: list[RepFeedbackView] = []


class TurnView(View):
    """One AI turn with its decision trace, and what was said of its answer."""

    id: str
    epoch: int
    upto_seq: int
    state: TurnState
    decision: Decision | None = None
    reason: Reason | None = None
    answerable: float | None = None
    trace: dict[str, Any] = {}
    started_at: datetime
    finished_at: datetime | None = None
    feedback: AnswerFeedbackView | None = None


class EventView(View):
    seq: int
    name: str
    data: dict[str, Any]
    created_at: datetime


class RepView(View):
    id: str
    name: str
    email: str
    role: Role

    @property
    def author(self) -> AuthorView:
        return AuthorView(kind=AuthorKind.REP, id=self.id, name=self.name)
