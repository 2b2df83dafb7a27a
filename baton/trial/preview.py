"""`POST /entries/preview`: past questions, answered without and with an entry that is a draft."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

from sqlalchemy.orm import Session

from api.schemas.learning import (
    Graded,
    PreviewedChange,
    PreviewedQuestion,
    PreviewIn,
    PreviewOut,
    Said,
)
from baton.trial.draft_search import DraftRetriever, DraftSearch, RememberedPassages
from core.clock import Clock
from core.errors import Unavailable
from core.vocabulary import AuthorKind
from graphs.turn.finding.query import question_of
from graphs.turn.graph import TurnGraph
from graphs.turn.outcome import TurnOutcome
from graphs.turn.run import try_turn
from graphs.turn.state import Deps
from graphs.turn.thread import AssistantProfile, Thread, ThreadMessage
from knowledge.contracts import DraftPassage
from knowledge.ingest.split import Splitter
from knowledge.query.vector import query_vector
from store import assistants, entries, gaps, messages, past
from store.assistants import Assistant
from store.database import Database
from store.past import PastTurn

OF_THE_GAP: Final = 30
OTHERS: Final = 60
BUDGET_S: Final = 4.0
"""What is not tried by then is left out; the gap's own questions come first."""
CONTEXT_MESSAGES: Final = 12


@dataclass(frozen=True)
class Material:
    """What a preview runs: threads that end with a question."""

    assistant: Assistant
    replaced: str | None
    of_gap: Sequence[Thread]
    others: Sequence[Thread]


class Preview:
    """`api.services.PreviewEntry` on the process's own turn graph, always without a model.

    `search` must embed by `embedder`, so that the draft is embedded once.
    One preview at a time, one turn at a time: live turns go on between them.
    """

    def __init__(
        self,
        db: Database,
        graph: TurnGraph,
        deps: Deps,
        search: DraftSearch,
        embedder: RememberedPassages,
        clock: Clock,
        budget_s: float = BUDGET_S,
    ) -> None:
        self._db, self._graph, self._search, self._clock = db, graph, search, clock
        self._embedder = embedder
        self._deps, self._budget_s = replace(deps, llm=None), budget_s
        self._one = asyncio.Lock()

    async def __call__(self, entry: PreviewIn) -> PreviewOut:
        material = await self._db.read(lambda s: self._material(s, entry))
        drafts = await asyncio.to_thread(self._passages, entry)
        if await query_vector(self._embedder, f"{entry.question}\n{entry.answer}") is None:
            raise Unavailable(  # by words alone a draft does not compete: nothing would change
                "The embedding fails now, so the answer cannot be tried.", retry_after_s=30
            )
        retriever = DraftRetriever(self._search, drafts, material.replaced)
        with_draft = replace(self._deps, retriever=retriever)
        answers, changes, tried = [], [], 0
        async with self._one:
            until = monotonic() + self._budget_s
            for thread in material.of_gap:
                if monotonic() > until:
                    break
                before, after = await self._both(thread, with_draft)
                answers.append(
                    PreviewedQuestion(
                        question=_question(thread), before=_graded(before), after=_graded(after)
                    )
                )
            for thread in material.others:
                if monotonic() > until:
                    break
                tried += 1
                if not await retriever.is_near(self._embedder, _question(thread)):
                    continue
                before, after = await self._both(thread, with_draft)
                if (before.decision, before.text) != (after.decision, after.text):
                    changes.append(
                        PreviewedChange(
                            question=_question(thread), before=_said(before), after=_said(after)
                        )
                    )
        return PreviewOut(answers=answers, changes=changes, tried=tried)

    def _passages(self, entry: PreviewIn) -> list[DraftPassage]:
        """Cut the draft as its publication would."""
        from knowledge.loaders import load  # noqa: PLC0415  (0.3 s that every start saves)

        document = load("draft.md", entries.MEDIA, entries.document(entry.question, entry.answer))
        chunks = Splitter(self._embedder, "draft").split(document, "draft.md")
        return [DraftPassage(document.title, made.chunk.text) for made in chunks]

    async def _both(self, thread: Thread, with_draft: Deps) -> tuple[TurnOutcome, TurnOutcome]:
        before = await try_turn(self._graph, self._deps, thread)
        after = await try_turn(self._graph, with_draft, thread)
        await asyncio.sleep(0)  # a turn that finds everything remembered never waits
        return before, after

    def _material(self, s: Session, entry: PreviewIn) -> Material:
        assistant = assistants.get(s, entry.assistant_id)
        replaced = entries.get(s, entry.entry_id).path if entry.entry_id else None
        asked: list[PastTurn] = []
        if entry.gap_id:
            gaps.get(s, entry.gap_id)
            asked = [
                PastTurn(item.turn_id, item.conversation_id, item.after_seq, item.upto_seq)
                for item in gaps.questions(s, entry.gap_id, OF_THE_GAP)
            ]
        known = {turn.turn_id for turn in asked}
        answered = past.answered(s, self._clock.now(), assistant.id, OTHERS + len(known))
        others = [turn for turn in answered if turn.turn_id not in known]
        of_gap = _different(_thread(s, assistant, turn) for turn in asked)
        return Material(
            assistant,
            replaced,
            of_gap or [_alone(assistant, entry.question)],
            _different(_thread(s, assistant, turn) for turn in others)[:OTHERS],
        )


def _thread(s: Session, assistant: Assistant, turn: PastTurn) -> Thread:
    lines = messages.lines(s, turn.conversation_id, CONTEXT_MESSAGES, turn.upto_seq)
    return Thread(
        conversation_id=turn.conversation_id,
        messages=tuple(
            ThreadMessage(line.seq, line.author, line.text, line.author_name) for line in lines
        ),
        assistant=AssistantProfile(assistant.id, assistant.name, assistant.settings),
        revision=assistant.knowledge_revision,
        answered_upto=turn.after_seq,
    )


def _alone(assistant: Assistant, question: str) -> Thread:
    return Thread(
        conversation_id="",
        messages=(ThreadMessage(1, AuthorKind.VISITOR, question),),
        assistant=AssistantProfile(assistant.id, assistant.name, assistant.settings),
        revision=assistant.knowledge_revision,
        answered_upto=0,
    )


def _different(threads: Iterable[Thread]) -> list[Thread]:
    """Leave out questions that were asked in the same words, and turns that asked nothing."""
    found: dict[str, Thread] = {}
    for thread in threads:
        if thread.unanswered():
            found.setdefault(_question(thread).casefold(), thread)
    return list(found.values())


def _question(thread: Thread) -> str:
    return question_of(thread.unanswered())


def _graded(outcome: TurnOutcome) -> Graded:
    return Graded(decision=outcome.decision, answerable=round(outcome.answerable, 4))


def _said(outcome: TurnOutcome) -> Said:
    return Said(decision=outcome.decision, answer=outcome.text)
