"""grade: can the documents answer this?"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from typing import Any, Final, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.turn.confidence import ACT_PENALTY, grading
from graphs.turn.finding import named
from graphs.turn.finding.query import other_query, search_query
from graphs.turn.message import phrases
from graphs.turn.message.account import asks_about_own_account
from graphs.turn.message.languages import other_language
from graphs.turn.nodes.retrieve import PASSAGES
from graphs.turn.state import Deps, Part, Route, Signals, TurnState
from knowledge.contracts import Passage

MAX_REWRITES: Final = 1
BETTER_BY: Final = 0.1
"""So much more probable must a second query be to be used. Measured on the public sets: below that,
and where it answers nothing, the first search has the right page in front more often."""


async def grade(
    state: TurnState, runtime: Runtime[Deps]
) -> Command[Literal["answer", "rewrite", "decide"]]:
    """Say how probable it is that the passages answer, and choose the next node.

    Reads `passages`, `first_found`, `query`, `parts`, `question`, `earlier`, `rewrites`; writes
    `answerable` (0..1), `signals`, `parts`, and `passages`: those of the first query unless another
    is clearly better. Of several questions in one turn those that are answerable alone are
    answered, from the passages of each.
    Goes to `decide` when the visitor is asked what is meant; to `answer` from the assistant's
    threshold on, else to `rewrite` once when there is another way to ask, else to `decide`.
    Pure: no I/O, no clock.
    """
    threshold = state["thread"].assistant.settings.answer_threshold
    first = search_query(state["question"], state["earlier"])
    other = "other_product" in state["signals"]
    answerable, signals = _probability(state["passages"], state["query"], state["question"], other)
    passages = state["passages"]
    if state["first_found"]:
        before, of_first = _probability(state["first_found"], first, state["question"])
        if answerable < max(threshold, before + BETTER_BY):
            answerable, signals, passages = before, of_first, state["first_found"]
    parts = tuple(_graded(part) for part in state["parts"])
    good = [part for part in parts if part.answerable >= threshold]
    if good:
        answerable, passages = max(part.answerable for part in good), _merged(good)
    act = phrases.asks_for_an_act(state["question"])
    own = asks_about_own_account(state["question"])
    update: dict[str, Any] = {"answerable": answerable, "passages": passages, "parts": parts}
    update["signals"] = {
        **state["signals"],
        **signals,
        "asks_for_act": act,
        "own_account": own,
        "parts": float(len(parts)),
        "rewrites": float(state["rewrites"]),
    }
    if state.get("choices"):
        return Command(update=update, goto="decide")
    if answerable >= threshold:
        return Command(update=update, goto="answer")
    waits = state.get("route") is Route.HUMAN  # a person is called: nothing is tried twice
    can_rewrite = not (act or own or other or waits) and state["rewrites"] < MAX_REWRITES
    if can_rewrite and _can_rewrite(state, runtime.context):
        return Command(update=update, goto="rewrite")
    return Command(update=update, goto="decide")


def _probability(
    passages: Sequence[Passage], query: str, question: str, other: bool = False
) -> tuple[float, Signals]:
    if not passages:
        return 0.0, {}
    weights, values = grading(passages, query)
    beyond = other or phrases.asks_for_an_act(question) or asks_about_own_account(question)
    signals: Signals = {name: round(value, 4) for name, value in values.items()}
    signals["calibration"] = weights.revision
    penalty = ACT_PENALTY if beyond else -named.bonus(passages, question)
    return weights.probability(values, penalty), signals


def _graded(part: Part) -> Part:
    asked = part.question
    return replace(part, answerable=_probability(part.passages, asked, asked, part.elsewhere)[0])


def _merged(parts: Sequence[Part]) -> tuple[Passage, ...]:
    """Take the best of each in turn, each passage once."""
    turns = chain.from_iterable(zip_longest(*(part.passages for part in parts)))
    found = {passage.chunk_id: passage for passage in turns if passage is not None}
    return tuple(found.values())[:PASSAGES]


def _can_rewrite(state: TurnState, deps: Deps) -> bool:
    if deps.llm is not None and (state["earlier"] or _is_foreign(state)):
        return True
    return other_query(state["question"], state["earlier"], state["query"]) is not None


def _is_foreign(state: TurnState) -> bool:
    """Say whether the visitor and the documents speak different languages."""
    texts = (passage.text for passage in state["passages"])
    return other_language(state["question"], texts) is not None
