"""How long each node took, for the trace."""

import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from time import perf_counter
from typing import Any

Node = Callable[..., Awaitable[Any]]


def timed(node: Node) -> Node:
    """Add each run of the node to `laps` in the state, in milliseconds."""
    if len(inspect.signature(node).parameters) == 1:

        @wraps(node)
        async def lap_of_state(state: Any) -> Any:
            started = perf_counter()
            try:
                return await node(state)
            finally:
                _note(state, node.__name__, started)

        return lap_of_state

    @wraps(node)
    async def lap_with_runtime(state: Any, runtime: Any) -> Any:
        started = perf_counter()
        try:
            return await node(state, runtime)
        finally:
            _note(state, node.__name__, started)

    return lap_with_runtime


def _note(state: Any, name: str, started: float) -> None:
    laps: dict[str, float] = state["laps"]
    spent = (perf_counter() - started) * 1000
    laps[name] = round(laps.get(name, 0.0) + spent, 3)
