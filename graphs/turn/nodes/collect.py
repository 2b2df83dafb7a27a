"""collect: the custom action that is open or starts now."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from core.vocabulary import AuthorKind
from graphs.turn.finding.query import parts_of, search_query, stands_alone
from graphs.turn.forms.actions import ACTIONS, CANCEL_SUBSCRIPTION, ActionDefinition
from graphs.turn.forms.filling import Filled, Step, fill, open_action
from graphs.turn.message import phrases
from graphs.turn.message.asides import beside_form
from graphs.turn.message.clauses import asks
from graphs.turn.message.intents import intent_scores, wants_cancellation
from graphs.turn.state import Deps, Part, Route, TurnState
from graphs.turn.thread import PendingAction, ThreadMessage

_ENDS: Final = (Step.FINISH, Step.WITHDRAW, Step.GIVE_UP)


async def collect(
    state: TurnState, runtime: Runtime[Deps]
) -> Command[Literal["decide", "retrieve"]]:
    """Fill slots from the new messages, one after the other.

    Reads `thread`, `asked`, `earlier`; writes `filled`, `opened`, `signals`, and of what is asked
    besides `beside`, `question`, `query` and `parts`. Goes to `retrieve` when the visitor asks
    something besides, or something else meanwhile, else to `decide`.
    An action that is no longer defined is forgotten, and the messages are a question again.
    """
    pending = state["thread"].pending_action
    if pending is not None and pending.name not in ACTIONS:
        query = search_query(state["question"], state["earlier"])
        return Command(update={"route": Route.QUESTION, "query": query}, goto="retrieve")
    if pending is None:
        definition = CANCEL_SUBSCRIPTION
        filled, beside = _opened(definition, state["asked"], await _start(state, runtime.context))
    else:
        definition = ACTIONS[pending.name]
        filled, beside = _filled(definition, pending, state["asked"])
    signals = {**state["signals"], "action_step": filled.step.value, "beside": bool(beside)}
    update: dict[str, Any] = {"filled": filled, "opened": pending is None, "signals": signals}
    if not beside:
        return Command(update=update, goto="decide")
    return Command(update={**update, **_asked(definition, beside)}, goto="retrieve")


async def _start(state: TurnState, deps: Deps) -> int:
    """Return the place of the message that wishes the action."""
    asked = state["asked"]
    for place, message in enumerate(asked):
        said = beside_form(message.text, CANCEL_SUBSCRIPTION).said
        if phrases.wishes_cancellation(said):
            return place
        scores = await intent_scores(deps.embedder, deps.intents, message.text)
        if wants_cancellation(message.text, scores):
            return place
    return 0


def _opened(
    definition: ActionDefinition, asked: Sequence[ThreadMessage], start: int
) -> tuple[Filled, list[str]]:
    """Open the action at the message that wishes it; later ones may bring values."""
    first = [beside_form(message.text, definition) for message in asked[: start + 1]]
    wish = replace(asked[start], text=first[start].said or asked[start].text)
    opened = open_action(definition, wish)
    filled, beside = _filled(definition, opened.action, asked[start + 1 :])
    filled = opened if filled.step is Step.ASIDE else filled
    last = first.pop()
    before = [parted.beside for parted in first] + [last.beside if last.said else ""]
    return filled, [*filter(None, before), *beside]


def _filled(
    definition: ActionDefinition, action: PendingAction, asked: Sequence[ThreadMessage]
) -> tuple[Filled, list[str]]:
    """Apply the messages, and collect what they ask besides; `ASIDE` when none says anything to
    the form."""
    filled = Filled(Step.ASIDE, action)
    beside: list[str] = []
    stray: list[str] = []
    for message in asked:
        parted = beside_form(message.text, definition)
        said = replace(message, text=parted.said)
        step = fill(definition, filled.action, said) if parted.said else filled
        if not parted.said:
            beside.append(parted.beside)
        elif step.step is Step.ASIDE:
            asking = parted.beside or asks(message.text)
            (beside if asking else stray).append(message.text)
        else:
            filled = step
            beside.extend(filter(None, [parted.beside]))
        if filled.step in _ENDS:
            break
    return filled, beside or (stray if filled.step is Step.ASIDE else [])


def _asked(definition: ActionDefinition, beside: Sequence[str]) -> dict[str, Any]:
    """What is searched for: what points back is about the action."""
    question = "\n".join(beside)
    about = ThreadMessage(0, AuthorKind.VISITOR, definition.goal)
    return {
        "beside": question,
        "question": question,
        "query": search_query(question, () if stands_alone(question) else (about,)),
        "parts": tuple(Part(text) for text in parts_of(question)),
    }
