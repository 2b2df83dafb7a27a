"""A conversation held with the graph: says, answers, and remembers like the product does."""

import asyncio
from dataclasses import dataclass, field, replace

from core.assistants import AssistantSettings
from core.vocabulary import AuthorKind
from graphs.turn.graph import TurnGraph
from graphs.turn.model.chat import ChatModel
from graphs.turn.outcome import TurnOutcome
from graphs.turn.run import run_turn
from graphs.turn.state import Deps, IntentScores, Retriever, TurnDelta, TurnReset
from graphs.turn.thread import AssistantProfile, PendingAction, Thread, ThreadMessage, Topic
from knowledge.contracts import Embedder, Passage

ASSISTANT = AssistantProfile("asst_1", "Pia", AssistantSettings(response_target_s=300))
TOPICS = (
    Topic("billing", "Invoices, payments, prices, refunds and the billing cycle"),
    Topic("import", "Importing contacts and files"),
)


def passage(text: str, n: int = 1, **more: object) -> Passage:
    """A search result that stands for page `n`."""
    base = Passage(
        chunk_id=f"chk_{n}",
        document_id=f"doc_{n}",
        title=f"Page {n}",
        heading_path=(),
        anchor="top",
        url=f"/docs/page-{n}#top",
        path=f"page-{n}.md",
        text=text,
        before="",
        after="",
        score=1.0,
        cosine=0.9,
        lexical=5.0,
        rank=n,
        vector_rank=n,
        lexical_rank=n,
        coverage=1.0,
        background=0.3,
        late=0.8,
        revision=7,
    )
    return replace(base, **more)  # type: ignore[arg-type]


@dataclass
class Shelf:
    """Finds the same passages for every query, and notes the queries."""

    passages: list[Passage]
    queries: list[str] = field(default_factory=list)

    async def search(
        self, assistant_id: str, query: str, k: int, revision: int | None = None
    ) -> list[Passage]:
        self.queries.append(query)
        return self.passages[:k]


@dataclass
class Talk:
    """`say` runs one turn; the thread and the open action go on from turn to turn."""

    graph: TurnGraph
    embedder: Embedder
    intents: IntentScores
    retriever: Retriever
    llm: ChatModel | None = None
    total_timeout_s: float = 10.0
    messages: list[ThreadMessage] = field(default_factory=list)
    action: PendingAction | None = None
    assistant: AssistantProfile = ASSISTANT
    emitted: list[TurnDelta | TurnReset] = field(default_factory=list)
    drafting: asyncio.Event = field(default_factory=asyncio.Event)
    person_called: bool = False

    @property
    def drafted(self) -> str:
        """What the visitor saw last of the draft."""
        text = ""
        for part in self.emitted:
            text = text + part.text if isinstance(part, TurnDelta) else ""
        return text

    async def say(self, *texts: str) -> TurnOutcome:
        """Send visitor messages and answer them together."""
        for text in texts:
            self._add(AuthorKind.VISITOR, text)
        thread = Thread(
            conversation_id="cnv_1",
            messages=tuple(self.messages),
            assistant=self.assistant,
            pending_action=self.action,
            topics=TOPICS,
            person_called=self.person_called,
        )
        deps = Deps(
            self.retriever,
            self.embedder,
            self.intents,
            self.llm,
            total_timeout_s=self.total_timeout_s,
        )
        self.emitted.clear()
        outcome = await run_turn(self.graph, deps, thread, self._emit)
        self.action = outcome.action
        self._add(AuthorKind.ASSISTANT, outcome.text)
        return outcome

    def _emit(self, part: TurnDelta | TurnReset) -> None:
        self.emitted.append(part)
        self.drafting.set()

    def _add(self, author: AuthorKind, text: str) -> None:
        self.messages.append(ThreadMessage(len(self.messages) + 1, author, text))
