"""collect: the custom action that is open or starts now."""

from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.turn.actions import ACTIONS, CANCEL_SUBSCRIPTION
from graphs.turn.filling import Filled, Step, fill, open_action
from graphs.turn.intents import intent_scores, wants_cancellation
from graphs.turn.query import search_query
from graphs.turn.state import Deps, Route, TurnState


async def collect(
    state: TurnState, runtime: Runtime[Deps]
) -> Command[Literal["decide", "retrieve"]]:
    """Fill slots from the new messages, one after the other.

    Reads `thread`, `asked`, `earlier`; writes `filled`, `opened`, and `query` for a change of
    subject. Goes to `retrieve` when the visitor asks something else meanwhile, else to `decide`.
    An action that is no longer defined is forgotten, and the messages are a question again.
    """
    pending = state["thread"].pending_action
    if pending is None:
        filled = await _opened(state, runtime.context)
    elif pending.name not in ACTIONS:
        query = search_query(state["question"], state["earlier"])
        return Command(update={"route": Route.QUESTION, "query": query}, goto="retrieve")
    else:
        filled = Filled(Step.ASK, pending)
        for message in state["asked"]:
            filled = fill(ACTIONS[pending.name], filled.action, message)
            if filled.step in (Step.FINISH, Step.WITHDRAW, Step.GIVE_UP):
                break
    update = {"filled": filled, "opened": pending is None}
    if filled.step is Step.ASIDE:
        aside = {**update, "query": state["asked"][-1].text}
        return Command(update=aside, goto="retrieve")
    return Command(update=update, goto="decide")


async def _opened(state: TurnState, deps: Deps) -> Filled:
    """Open the action at the message that wishes it; the ones around it may bring values."""
    asked = state["asked"]
    start = 0
    for place, message in enumerate(asked):
        scores = await intent_scores(deps.embedder, deps.intents, message.text)
        if wants_cancellation(message.text, scores):
            start = place
            break
    filled = open_action(CANCEL_SUBSCRIPTION, asked[start])
    for message in asked[start + 1 :]:
        filled = fill(CANCEL_SUBSCRIPTION, filled.action, message)
    return filled
