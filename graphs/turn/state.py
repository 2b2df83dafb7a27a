"""The state of one turn and what its nodes may reach: what graph and callers agree on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypedDict

from graphs.turn.forms.filling import Filled
from graphs.turn.model.chat import ChatModel
from graphs.turn.model.memory import AnswerMemory
from graphs.turn.model.metering import UNPRICED, Prices, Purse
from graphs.turn.outcome import Citation, TurnOutcome
from graphs.turn.thread import Thread, ThreadMessage
from knowledge.contracts import Embedder, Passage, Vector

Signals = dict[str, float | str | bool]


class Retriever(Protocol):
    async def search(
        self, assistant_id: str, query: str, k: int, revision: int | None = None
    ) -> Sequence[Passage]:
        """Return the `k` best passages of this assistant's documents, best first.

        `revision`: what is published, if the caller has just read it.
        """
        ...


@dataclass(frozen=True, slots=True)
class TurnDelta:
    """A piece of the draft, for display only; the committed message replaces the draft."""

    text: str


@dataclass(frozen=True, slots=True)
class TurnReset:
    """Forget the draft shown so far."""


Emit = Callable[[TurnDelta | TurnReset], None]


def unheard(part: TurnDelta | TurnReset) -> None:
    """Nobody reads the draft."""


class IntentScores(Protocol):
    def score(self, vector: Vector) -> dict[str, float] | None:
        """Return, for each intent, how near the message is to it (0..1); None if unknown yet."""
        ...


@dataclass(frozen=True, slots=True)
class Deps:
    """What the nodes may reach; built once per process (`run.build_deps`) and shared by all turns.

    Of one turn are `emit`, which takes its draft as it grows, and `deadline`: when its model calls
    end, by the event loop's clock, `total_timeout_s` after its start. `own_hosts` are the hosts of
    this deployment, which answers may link to.
    """

    retriever: Retriever
    embedder: Embedder
    intents: IntentScores
    llm: ChatModel | None = None
    total_timeout_s: float = 45.0
    deadline: float | None = None
    prices: Prices = UNPRICED
    purse: Purse | None = None
    memory: AnswerMemory | None = None
    own_hosts: frozenset[str] = frozenset()
    emit: Emit = unheard


class Route(StrEnum):
    """What kind of turn this is."""

    HUMAN = "human"
    SMALL_TALK = "small_talk"
    DECLINED = "declined"
    UNCLEAR = "unclear"
    ACTION = "action"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Draft:
    """What `answer` wrote. `declined`: the model said that the passages do not answer.

    `failed` is the code of the failure that ended it. `key` names the answer in the memory of
    answers, `recalled` is the turn that a remembered one comes from. `left` are the numbers of the
    questions that the model says it leaves open (see `parts.unanswered`).
    """

    text: str = ""
    model: str | None = None
    usage: dict[str, int] = field(default_factory=dict)
    declined: bool = False
    failed: str | None = None
    key: str | None = None
    recalled: str | None = None
    left: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One of several questions of a turn, and how well the documents answer it alone.

    `elsewhere`: it is about another company's product.
    """

    question: str
    passages: tuple[Passage, ...] = ()
    answerable: float = 0.0
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a query has found, best first."""

    query: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """How probable it is, 0..1, that what was found answers the question, and why."""

    found: Found
    answerable: float
    signals: Signals


class TurnState(TypedDict, total=False):
    """Plain values of one turn; each node returns only what it changes.

    `alone` is what the question finds without the one before it, where it may mean something new;
    `first` is what the first query found, once there is another.
    `laps` is filled by the timing around each node and shared by all of them. `beside` is what is
    asked of the documents besides what is said to a form or wished of a person. `left_open` are the
    questions of an answered turn that have no answer.
    """

    thread: Thread
    laps: dict[str, float]
    asked: tuple[ThreadMessage, ...]
    earlier: tuple[ThreadMessage, ...]
    question: str
    route: Route
    talk: str
    query: str
    parts: tuple[Part, ...]
    left_open: tuple[str, ...]
    choices: tuple[str, ...]
    filled: Filled | None
    opened: bool
    beside: str
    rewrites: int
    passages: tuple[Passage, ...]
    alone: Found | None
    first: Graded | None
    answerable: float
    signals: Signals
    draft: Draft
    text: str
    citations: tuple[Citation, ...]
    outcome: TurnOutcome
