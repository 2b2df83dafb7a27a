"""Run one turn from outside: give a thread, get an outcome."""

from typing import Any

from langgraph.graph.state import CompiledStateGraph

from graphs.turn.state import Deps, Emit, Thread, TurnOutcome, TurnState

TurnGraph = CompiledStateGraph[TurnState, Deps, Any, Any]


async def run_turn(graph: TurnGraph, deps: Deps, thread: Thread, emit: Emit) -> TurnOutcome:
    """Decide the turn; `emit` gets the draft as it grows and must not block.

    Writes nothing and never raises for a failing model or retriever: the outcome is then a handoff.
    """
    raise NotImplementedError
