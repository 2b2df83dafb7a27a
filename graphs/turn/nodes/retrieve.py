"""retrieve: the passages that may answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from langgraph.runtime import Runtime

from graphs.turn.checking.orders import without_orders
from graphs.turn.finding.follow_up import Told, follow_up, follows_quote
from graphs.turn.finding.named import FAR, named_first, names_something
from graphs.turn.finding.other_products import asks_about_a_product, other_product
from graphs.turn.finding.query import alone_query
from graphs.turn.state import Deps, Found, TurnState
from knowledge.contracts import Passage

PASSAGES: Final = 6


async def retrieve(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Search this assistant's documents.

    Reads `thread`, `query`, `parts`, `earlier`; writes `passages`, best first, and once those of
    `parts`, and `alone`. A brief follow-up to a quoted answer gets what tells what it adds, or
    nothing; the signal `follow_up` says so; `other_product` names another company's product that is
    asked about.
    """
    thread = state["thread"]

    async def found(query: str) -> tuple[Passage, ...]:
        question = query.rpartition("\n")[2]
        far = names_something(question) or asks_about_a_product(question)
        far = far or follows_quote(query, state["earlier"])
        passages = await runtime.context.retriever.search(
            thread.assistant.id, query, FAR if far else PASSAGES, thread.revision or None
        )
        return named_first(without_orders(passages), question)

    if not state["parts"] or state["rewrites"]:
        alone = None if state["rewrites"] else alone_query(state["query"])
        passages, *new = await asyncio.gather(*map(found, filter(None, (state["query"], alone))))
        best = follow_up(passages, state["query"], state["earlier"], PASSAGES)
        told = {} if best.told is Told.ANY else {"follow_up": best.told.value}
        by_itself = Found(alone, new[0][:PASSAGES]) if alone else None
        return {"passages": best.passages, "alone": by_itself, **_told(state, passages, told)}
    passages, *others = await asyncio.gather(
        found(state["query"]), *(found(part.question) for part in state["parts"])
    )
    parts = tuple(
        replace(
            part,
            passages=own[:PASSAGES],
            elsewhere=other_product(part.question, own, thread.assistant) is not None,
        )
        for part, own in zip(state["parts"], others, strict=True)
    )
    return {"passages": passages[:PASSAGES], "parts": parts, **_told(state, passages, {})}


def _told(state: TurnState, passages: Sequence[Passage], told: dict[str, str]) -> dict[str, Any]:
    """Return the signals, and no choices where none of our topics is meant."""
    question = state["query"].rpartition("\n")[2]
    other = other_product(question, passages, state["thread"].assistant)
    if other is None:
        return {"signals": {**state["signals"], **told}}
    return {"signals": {**state["signals"], **told, "other_product": other}, "choices": ()}
