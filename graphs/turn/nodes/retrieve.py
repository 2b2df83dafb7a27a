"""retrieve: the passages that may answer."""

from typing import Any, Final

from langgraph.runtime import Runtime

from graphs.turn.state import Deps, TurnState

PASSAGES: Final = 6


async def retrieve(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Search this assistant's documents.

    Reads `thread`, `query`; writes `passages`, best first.
    """
    thread = state["thread"]
    found = await runtime.context.retriever.search(
        thread.assistant.id, state["query"], PASSAGES, thread.revision or None
    )
    return {"passages": tuple(found)}
