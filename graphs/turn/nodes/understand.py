"""understand: what the visitor wants of this turn."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.turn import phrases
from graphs.turn.intents import wants_cancellation, wants_person
from graphs.turn.query import search_query
from graphs.turn.state import Deps, Route, Signals, ThreadMessage, TurnState

WEIGHED_MESSAGES: Final = 5
"""Of a burst of messages only the newest are weighed one by one."""

Next = Command[Literal["collect", "retrieve", "decide"]]


async def understand(state: TurnState, runtime: Runtime[Deps]) -> Next:
    """Choose the route: a person, the custom action, small talk, or a question to the documents.

    Reads `thread`, `asked`, `earlier`, `question`; writes `route`, `talk`, `query`, `signals`.
    Goes to `collect` for an action that is open or starts, to `retrieve` for a question, else to
    `decide`. Asks the embedder only; its newest queries are remembered, so `retrieve` pays nothing.
    """
    asked = state["asked"]
    weighed = await _weigh(asked[-WEIGHED_MESSAGES:], runtime.context)
    signals: Signals = {**state["signals"], **_strongest(weighed)}
    if any(wants_person(text, scores) for text, scores in weighed):
        return _go("decide", Route.HUMAN, signals)
    if state["thread"].pending_action is not None:
        return _go("collect", Route.ACTION, signals)
    talk = [phrases.small_talk(message.text) for message in asked]
    if all(talk):
        return _go("decide", Route.SMALL_TALK, signals, talk=talk[-1])
    if any(wants_cancellation(text, scores) for text, scores in weighed):
        return _go("collect", Route.ACTION, signals)
    query = search_query(state["question"], state["earlier"])
    return _go("retrieve", Route.QUESTION, signals, query=query)


async def _weigh(asked: Sequence[ThreadMessage], deps: Deps) -> list[tuple[str, dict[str, float]]]:
    return [(m.text, deps.intents.score(await deps.embedder.embed_query(m.text))) for m in asked]


def _strongest(weighed: Sequence[tuple[str, dict[str, float]]]) -> Signals:
    """Return the highest score of each intent, for the trace."""
    intents = weighed[0][1]
    return {
        f"intent_{name}": round(max(scores[name] for _, scores in weighed), 3) for name in intents
    }


def _go(
    goto: Literal["collect", "retrieve", "decide"], route: Route, signals: Signals, **more: Any
) -> Next:
    signals["route"] = route.value
    return Command(update={"route": route, "signals": signals, **more}, goto=goto)
