"""Administration: assistants, their knowledge, tags, custom actions and the team."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.chat import Email
from api.schemas.inbox import TagName
from api.schemas.shown import Shown
from core.assistants import AssistantSettings
from core.text import Line, MessageText
from core.views import CitationView, RepView
from core.vocabulary import AuthorKind, Decision, Reason, Role

MAX_TRY_MESSAGES = 60

AssistantName = Annotated[Line, StringConstraints(min_length=1, max_length=80)]
AssistantKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{3,64}$")]


class AssistantIn(BaseModel):
    """`key` is what the widget's script tag names; left out, one is made up."""

    name: AssistantName
    key: AssistantKey | None = None
    settings: AssistantSettings = AssistantSettings()


class AssistantPatch(BaseModel):
    """Only what is given changes; `settings` may name single fields."""

    name: AssistantName | None = None
    settings: dict[Line, Any] | None = None


class AssistantOut(Shown):
    id: str
    name: str
    key: str
    settings: AssistantSettings
    knowledge_revision: int
    created_at: datetime


class AssistantsOut(BaseModel):
    items: list[AssistantOut]
    next_cursor: str | None = None


class TryMessage(BaseModel):
    author: AuthorKind
    text: MessageText


class TryIn(BaseModel):
    """A thread that is stored nowhere; its last message is the visitor's."""

    messages: Annotated[list[TryMessage], Field(min_length=1, max_length=MAX_TRY_MESSAGES)]
    top: Annotated[int, Field(ge=1, le=50)] = 10


class TryChunk(BaseModel):
    """A retrieved passage; `document` is the path or URL that it was ingested from.

    `score` is what the list is ordered by, comparable within it only. `cosine` compares meanings,
    up to 1; `lexical` is the full text's score, 0 when it did not find the passage; `late` compares
    word by word, about 0..1, null for what was not compared so.
    """

    document: str
    title: str
    section: str
    url: str
    score: float
    cosine: float | None = None
    lexical: float | None = None
    late: float | None = None


class TryOut(BaseModel):
    """What one turn would do; `answerable` is a probability, 0..1."""

    decision: Decision
    reason: Reason | None
    answerable: float
    answer: str
    citations: list[CitationView]
    signals: dict[str, Any]
    chunks: list[TryChunk]
    action: dict[str, Any] | None
    tags: list[str]


class TagOut(BaseModel):
    """`description` tells the AI when to set the tag."""

    name: str
    description: str


class TagIn(BaseModel):
    name: TagName
    description: Line = ""


class TagsOut(BaseModel):
    items: list[TagOut]
    next_cursor: str | None = None


class ActionOut(BaseModel):
    name: str
    title: str
    description: str
    slots: list[str]


class ActionsOut(BaseModel):
    items: list[ActionOut]
    next_cursor: str | None = None


class MemberIn(BaseModel):
    email: Email
    name: Annotated[Line, Field(min_length=1)]
    role: Role = Role.REP
    password: Annotated[str, StringConstraints(min_length=12, max_length=200)] | None = None


class TeamOut(BaseModel):
    items: list[RepView]
    next_cursor: str | None = None
