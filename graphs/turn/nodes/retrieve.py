"""retrieve: the passages that may answer."""

import asyncio
from dataclasses import replace
from typing import Any, Final

from langgraph.runtime import Runtime

from graphs.turn.follow_up import unsaid_first
from graphs.turn.named import FAR, named_first, names_something
from graphs.turn.state import Deps, Passage, TurnState

PASSAGES: Final = 6


async def retrieve(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Search this assistant's documents.

    Reads `thread`, `query`, `parts`, `earlier`; writes `passages`, best first, and those of `parts`
    once. What was quoted just now and tells nothing more stands back.
    """
    thread = state["thread"]

    async def found(query: str) -> tuple[Passage, ...]:
        question = query.rpartition("\n")[2]
        k = FAR if names_something(question) else PASSAGES
        passages = await runtime.context.retriever.search(
            thread.assistant.id, query, k, thread.revision or None
        )
        return named_first(passages, question)[:PASSAGES]

    if not state["parts"] or state["rewrites"]:
        passages = await found(state["query"])
        return {"passages": unsaid_first(passages, state["query"], state["earlier"])}
    passages, *others = await asyncio.gather(
        found(state["query"]), *(found(part.question) for part in state["parts"])
    )
    parts = [replace(p, passages=o) for p, o in zip(state["parts"], others, strict=True)]
    return {"passages": passages, "parts": tuple(parts)}
