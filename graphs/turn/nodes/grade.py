"""grade: can the documents answer this?"""

from collections.abc import Sequence
from typing import Any, Final, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.turn import phrases
from graphs.turn.confidence import ACT_PENALTY, calibration, retrieval_signals
from graphs.turn.query import other_query
from graphs.turn.state import Deps, Passage, TurnState

MAX_REWRITES: Final = 1


async def grade(
    state: TurnState, runtime: Runtime[Deps]
) -> Command[Literal["answer", "rewrite", "decide"]]:
    """Say how probable it is that the passages answer, and choose the next node.

    Reads `passages`, `first_found`, `question`, `rewrites`; writes `answerable` (0..1), `signals`,
    and `passages`: those of the better query.
    Goes to `answer` from the assistant's threshold on, else to `rewrite` once when there is
    another way to ask, else to `decide`. Pure: no I/O, no clock.
    """
    act = phrases.asks_for_an_act(state["question"])
    finds = [found for found in (state["passages"], state["first_found"]) if found]
    graded = [(*_probability(found, act=act), found) for found in finds]
    answerable, signals, passages = max(graded, key=lambda g: g[0], default=(0.0, {}, ()))
    update: dict[str, Any] = {"answerable": answerable, "passages": passages}
    update["signals"] = {
        **state["signals"],
        **{name: round(value, 4) for name, value in signals.items()},
        "asks_for_act": act,
        "rewrites": float(state["rewrites"]),
        "calibration": calibration().revision,
    }
    if answerable >= state["thread"].assistant.settings.answer_threshold:
        return Command(update=update, goto="answer")
    if not act and state["rewrites"] < MAX_REWRITES and _can_rewrite(state, runtime.context):
        return Command(update=update, goto="rewrite")
    return Command(update=update, goto="decide")


def _probability(passages: Sequence[Passage], *, act: bool) -> tuple[float, dict[str, float]]:
    signals = retrieval_signals(passages)
    return calibration().probability(signals, ACT_PENALTY if act else 0.0), signals


def _can_rewrite(state: TurnState, deps: Deps) -> bool:
    if deps.llm is not None and deps.refine and state["earlier"]:
        return True
    return other_query(state["question"], state["earlier"], state["query"]) is not None
