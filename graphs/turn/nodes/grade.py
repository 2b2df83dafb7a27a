"""grade: can the documents answer this?"""

from dataclasses import replace
from typing import Any, Final, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.turn.finding.found import graded, interleaved, rather_alone
from graphs.turn.finding.query import other_query
from graphs.turn.message import phrases
from graphs.turn.message.account import asks_about_own_account
from graphs.turn.message.languages import other_language
from graphs.turn.nodes.retrieve import PASSAGES
from graphs.turn.state import Deps, Found, Graded, Part, Route, TurnState

MAX_REWRITES: Final = 1
BETTER_BY: Final = 0.1
"""So much more probable must a second query be to be used. Measured on the public sets: below that,
and where it answers nothing, the first search has the right page in front more often."""


async def grade(
    state: TurnState, runtime: Runtime[Deps]
) -> Command[Literal["answer", "rewrite", "decide"]]:
    """Say how probable it is that the passages answer, and choose the next node.

    Reads `passages`, `alone`, `first`, `query`, `parts`, `question`, `earlier`, `rewrites`; writes
    `answerable` (0..1), `signals`, `parts`, and `passages` with their `query`: those of the
    question alone when it is as well answered without what was said before, those of the first
    query unless a rewritten one is clearly better. Of several questions in one turn those that are
    answerable alone are answered, from the passages of each.
    Goes to `decide` when the visitor is asked what is meant; to `answer` from the assistant's
    threshold on, else to `rewrite` once when there is another way to ask, else to `decide`.
    Pure: no I/O, no clock.
    """
    threshold = state["thread"].assistant.settings.answer_threshold
    other = "other_product" in state["signals"]
    best = _best(state, threshold)
    answerable, passages = best.answerable, best.found.passages
    parts = tuple(_graded(part) for part in state["parts"])
    good = [part for part in parts if part.answerable >= threshold]
    if good:
        answerable = max(part.answerable for part in good)
        passages = interleaved(part.passages for part in good)
    act = phrases.asks_for_an_act(state["question"])
    own = asks_about_own_account(state["question"])
    update: dict[str, Any] = {"answerable": answerable, "parts": parts, "query": best.found.query}
    update["passages"] = passages[:PASSAGES]
    update["signals"] = {
        **state["signals"],
        **best.signals,
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


def _best(state: TurnState, threshold: float) -> Graded:
    """Choose between what the queries of this turn have found."""
    elsewhere = "other_product" in state["signals"]
    asked = Found(state["query"], state["passages"])
    best = graded(asked, state["question"], elsewhere=elsewhere)
    first, alone = state["first"], state["alone"]
    if first is not None:
        return first if best.answerable < max(threshold, first.answerable + BETTER_BY) else best
    if alone is not None:
        return rather_alone(best, graded(alone, state["question"], elsewhere=elsewhere))
    return best


def _graded(part: Part) -> Part:
    found = Found(part.question, part.passages)
    answerable = graded(found, part.question, elsewhere=part.elsewhere).answerable
    return replace(part, answerable=answerable)


def _can_rewrite(state: TurnState, deps: Deps) -> bool:
    if deps.llm is not None and (state["earlier"] or _is_foreign(state)):
        return True
    return other_query(state["question"], state["earlier"], state["query"]) is not None


def _is_foreign(state: TurnState) -> bool:
    """Say whether the visitor and the documents speak different languages."""
    texts = (passage.text for passage in state["passages"])
    return other_language(state["question"], texts) is not None
