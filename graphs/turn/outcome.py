"""What a turn gives back: the decision, the text, and the trace that explains it."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from core.vocabulary import Decision, Reason
from graphs.turn.model.metering import Spent
from graphs.turn.thread import PendingAction


@dataclass(frozen=True, slots=True)
class Citation:
    """One source of the answer: `[n]` in the text is the passage `chunk_id`."""

    n: int
    chunk_id: str
    document_id: str
    title: str
    section: str
    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class TracedChunk:
    """A retrieved passage as the trace keeps it: its place and its scores, not its text."""

    n: int
    chunk_id: str
    document_id: str
    document: str
    title: str
    section: str
    url: str
    revision: int
    score: float
    cosine: float
    lexical: float
    coverage: float


class ActionEnd(StrEnum):
    """How a custom action ended in this turn."""

    FINISHED = "finished"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ActionResult:
    """A custom action that ended: its values go to the rep, never to the workflow's history."""

    name: str
    end: ActionEnd
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """The decision of one turn; the caller commits it only while the turn still may speak.

    `answerable` is the calibrated probability, 0..1, that the documents answer the question.
    `action` is the custom action still open after this turn (None clears it); `action_result` one
    that ended in it. `choices` are what the visitor may tap in reply. `summary` is for
    the rep at a handoff. `timings` are milliseconds per node. `spent` is what the model cost.
    `remember`: the answer may be given again under `answer_key`; `recalled` is the turn that first
    gave it. `link_hosts` are the hosts that its text may link to besides its sources.
    """

    decision: Decision
    reason: Reason | None
    text: str
    citations: tuple[Citation, ...] = ()
    choices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    answerable: float = 0.0
    action: PendingAction | None = None
    action_result: ActionResult | None = None
    summary: str = ""
    signals: dict[str, float | str | bool] = field(default_factory=dict)
    chunks: tuple[TracedChunk, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    model: str | None = None
    prompt_revision: str | None = None
    usage: dict[str, int] = field(default_factory=dict)
    spent: Spent | None = None
    answer_key: str | None = None
    remember: bool = False
    recalled: str | None = None
    link_hosts: tuple[str, ...] = ()

    def to_trace(self) -> dict[str, Any]:
        """Return the trace as plain JSON: all but the text and the values of an action."""
        return {
            "decision": self.decision.value,
            "reason": self.reason.value if self.reason else None,
            "answerable": round(self.answerable, 4),
            "signals": self.signals,
            "chunks": [asdict(chunk) for chunk in self.chunks],
            "citations": [citation.n for citation in self.citations],
            "choices": list(self.choices),
            "tags": list(self.tags),
            "action": self.action.name if self.action else None,
            "action_end": self.action_result.end.value if self.action_result else None,
            "timings": self.timings,
            "model": self.model,
            "prompt_revision": self.prompt_revision,
            "usage": self.usage,
            "cost": self.spent.micros / 1_000_000 if self.spent else None,
            "cost_estimated": self.spent.estimated if self.spent else None,
            "answer_key": self.answer_key,
            "recalled": self.recalled,
        }
