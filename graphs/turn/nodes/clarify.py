"""clarify: may a short question mean several things?"""

from typing import Any, Final

from langgraph.runtime import Runtime

from graphs.turn.finding.choices import choices
from graphs.turn.state import Deps, TurnState

LOOKED_AT: Final = 20
"""Passages, so that pages beyond the first few count too."""


async def clarify(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Look for topics that fit the question equally well.

    Reads `thread`, `question`, `query`; writes `choices`: two or three names of topics, or nothing.
    Searches wider than `retrieve`, which follows in any case, so that the turn is graded as always.
    """
    thread = state["thread"]
    found = await runtime.context.retriever.search(
        thread.assistant.id, state["query"], LOOKED_AT, thread.revision or None
    )
    return {"choices": choices(state["question"], found)}
