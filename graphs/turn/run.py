"""Run one turn from outside: give a thread, get an outcome."""

import asyncio
from dataclasses import replace
from time import perf_counter

from core.clock import Clock
from graphs.turn import languages
from graphs.turn.graph import TurnGraph
from graphs.turn.intents import IntentModel
from graphs.turn.state import (
    ChatModel,
    Deps,
    Embedder,
    Emit,
    Retriever,
    Thread,
    TurnOutcome,
    TurnState,
)


async def build_deps(
    retriever: Retriever,
    embedder: Embedder,
    clock: Clock,
    llm: ChatModel | None = None,
    *,
    total_timeout_s: float = 45.0,
) -> Deps:
    """Build what all turns of a process share; embeds the intents' example sentences once."""
    await asyncio.to_thread(languages.load)
    intents = await IntentModel.build(embedder)
    return Deps(retriever, embedder, intents, clock, llm, total_timeout_s=total_timeout_s)


async def run_turn(graph: TurnGraph, deps: Deps, thread: Thread, emit: Emit) -> TurnOutcome:
    """Decide the turn; `emit` gets the draft as it grows and must not block.

    Writes nothing. A model that fails ends in a handoff, not in an exception; what the retriever or
    the embedder raises goes to the caller. A thread with nothing to answer is a `ValueError`.
    """
    started = perf_counter()
    laps: dict[str, float] = {}
    first = TurnState(thread=thread, laps=laps)
    last = await graph.ainvoke(first, context=replace(deps, emit=emit))
    outcome: TurnOutcome = last["outcome"]
    laps["total"] = round((perf_counter() - started) * 1000, 3)
    return replace(outcome, timings=laps)
