"""Learning from people: knowledge gaps, entries that answer them, and what a threshold means."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.shown import Shown
from core.text import ClientId, Line, Text
from core.views import OwnerView
from core.vocabulary import Decision, EntryState, GapState

MAX_NOTE_CHARS = 1_000
MAX_QUESTION_CHARS = 300
MAX_ANSWER_CHARS = 8_000

Id = Annotated[Line, StringConstraints(min_length=1, max_length=64)]
EntryQuestion = Annotated[
    Text, StringConstraints(strip_whitespace=True, min_length=3, max_length=MAX_QUESTION_CHARS)
]
EntryAnswer = Annotated[
    Text, StringConstraints(strip_whitespace=True, min_length=3, max_length=MAX_ANSWER_CHARS)
]


class GapQuestionOut(Shown):
    """`reason` is the turn's, or `marked_unhelpful`."""

    conversation_id: str
    question: str
    reason: str
    at: datetime


class GapOut(Shown):
    """Questions of one meaning that the documents did not answer.

    `question` is the most central one. `reasons` counts them by reason. `human_minutes` is what
    people spent on them.
    """

    id: str
    assistant_id: str
    question: str
    count: int
    reasons: dict[str, int]
    human_minutes: float
    last_at: datetime
    state: GapState
    examples: list[GapQuestionOut]


class GapsOut(BaseModel):
    items: list[GapOut]
    next_cursor: str | None = None


class GapReplyOut(Shown):
    """What a rep wrote to the visitor after one of the gap's questions."""

    conversation_id: str
    text: str
    rep: str
    at: datetime


class GapDetailOut(GapOut):
    """`questions`: the newest hundred."""

    questions: list[GapQuestionOut]
    replies: list[GapReplyOut]


class DraftOut(BaseModel):
    """A beginning for an entry; `answer` is empty when no rep has answered yet."""

    question: str
    answer: str


class EntryIn(BaseModel):
    """A rep's entry is a proposal; an admin's is published at once."""

    assistant_id: Id
    gap_id: Id | None = None
    question: EntryQuestion
    answer: EntryAnswer
    client_id: ClientId


class EntryPatch(BaseModel):
    """Only what is given changes."""

    question: EntryQuestion | None = None
    answer: EntryAnswer | None = None


class EntryOut(Shown):
    """An answer of the team, who wrote it and who reviewed it; `published` ones are found.

    `error` says why one could not be published (`failed`) or taken back (`removing`); asked for
    again, that is tried again.
    """

    id: str
    assistant_id: str
    gap_id: str | None
    question: str
    answer: str
    state: EntryState
    written_by: OwnerView
    written_at: datetime
    reviewed_by: OwnerView | None
    reviewed_at: datetime | None
    changed_at: datetime
    error: str | None


class EntriesOut(BaseModel):
    items: list[EntryOut]
    next_cursor: str | None = None


class PreviewIn(BaseModel):
    """`entry_id` names the published entry that the text would replace."""

    assistant_id: Id
    gap_id: Id | None = None
    entry_id: Id | None = None
    question: EntryQuestion
    answer: EntryAnswer


class Graded(BaseModel):
    """What a turn comes to; `answerable` is a probability."""

    decision: Decision
    answerable: float


class Said(BaseModel):
    decision: Decision
    answer: str


class PreviewedQuestion(BaseModel):
    """A question of the gap, without the entry and with it."""

    question: str
    before: Graded
    after: Graded


class PreviewedChange(BaseModel):
    """Another question that was answered lately, and would now be answered otherwise."""

    question: str
    before: Said
    after: Said


class PreviewOut(BaseModel):
    """`tried` counts the other questions that were looked at for changes."""

    answers: list[PreviewedQuestion]
    changes: list[PreviewedChange]
    tried: int


class Bin(BaseModel):
    """Questions whose `answerable` is at least `from` and below `to`; the last includes 1."""

    from_: Annotated[float, Field(serialization_alias="from", validation_alias="from")]
    to: float
    count: int


class ThresholdOut(BaseModel):
    """What a threshold would have meant on the assistant's own questions since `since`.

    `refused`: those of `hands_over` that no threshold lets through, since the passages did not
    answer after all; they are in no bin.
    """

    value: float
    questions: int
    answers: int
    hands_over: int
    refused: int
    histogram: list[Bin]
    since: datetime | None


class RepFeedbackIn(BaseModel):
    """A rep's word on an answer of the AI."""

    message_id: Id
    helpful: bool
    note: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=MAX_NOTE_CHARS)] = ""
