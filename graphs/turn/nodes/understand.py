"""understand: what the visitor wants of this turn."""

from collections.abc import Sequence
from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from graphs.turn.finding.choices import is_brief
from graphs.turn.finding.query import parts_of, search_query
from graphs.turn.message.asides import beside_wish
from graphs.turn.message.attacks import is_attack
from graphs.turn.message.courtesy import PERSON, courtesy, meant
from graphs.turn.message.intents import only_thanks, wants_cancellation
from graphs.turn.message.legible import is_illegible
from graphs.turn.message.wish_for_person import Weighed, person_wanted, weigh
from graphs.turn.state import Deps, Part, Route, Signals, TurnState

Next = Command[Literal["collect", "clarify", "retrieve", "decide"]]


async def understand(state: TurnState, runtime: Runtime[Deps]) -> Next:
    """Choose the route: a person, the custom action, small talk, or a question to the documents.

    What is aimed at the assistant's own rules is declined, what nobody can read is asked back.

    Reads `thread`, `asked`, `earlier`, `question`; writes `route`, `talk`, `query`, `parts`,
    `signals`; with a wish for a person `question` and `beside` are what is asked besides.
    Goes to `collect` for an action that is open or starts, to `retrieve` for a question (a brief
    one by `clarify`), else to `decide`. Asks the embedder only; its newest queries are
    remembered, so `retrieve` pays nothing. When it fails, wordings decide.
    """
    asked, deps = state["asked"], runtime.context
    weighed = await weigh([message.text for message in asked], deps.embedder, deps.intents)
    signals: Signals = {**state["signals"], **_strongest(weighed)}
    if state["thread"].person_called or person_wanted(weighed):
        return _person(state, signals)
    if any(is_attack(message.text) for message in asked):
        return _go("decide", Route.DECLINED, signals)
    if state["thread"].pending_action is not None:
        return _go("collect", Route.ACTION, signals)
    scored = dict(weighed)
    talk = [_talk(message.text, scored.get(message.text)) for message in asked]
    kinds = [kind for kind in talk if kind]
    said = meant(kinds, state["earlier"], state["thread"].assistant) if all(talk) else None
    if said == PERSON:
        return _go("decide", Route.HUMAN, signals)
    if said:
        return _go("decide", Route.SMALL_TALK, signals, talk=said)
    if all(kind or is_illegible(m.text) for kind, m in zip(talk, asked, strict=True)):
        return _go("decide", Route.UNCLEAR, signals)
    if any(wants_cancellation(text, scores) for text, scores in weighed):
        return _go("collect", Route.ACTION, signals)
    query = search_query(state["question"], state["earlier"])
    parts = tuple(Part(text) for text in parts_of(state["question"]))
    goto: Literal["clarify", "retrieve"] = (
        "clarify" if is_brief(state["question"], state["earlier"]) else "retrieve"
    )
    return _go(goto, Route.QUESTION, signals, query=query, parts=parts)


def _person(state: TurnState, signals: Signals) -> Next:
    """Call a person; what the documents may answer besides is looked for all the same."""
    beside = (beside_wish(message.text).beside for message in state["asked"])
    question = "\n".join(filter(None, beside))
    if not question or any(is_attack(message.text) for message in state["asked"]):
        return _go("decide", Route.HUMAN, signals)
    query = search_query(question, state["earlier"])
    parts = tuple(Part(text) for text in parts_of(question))
    asking = {"beside": question, "question": question, "query": query, "parts": parts}
    return _go("retrieve", Route.HUMAN, {**signals, "beside": True}, **asking)


def _talk(text: str, scores: dict[str, float] | None) -> str | None:
    return courtesy(text) or ("thanks" if only_thanks(text, scores) else None)


def _strongest(weighed: Sequence[Weighed]) -> Signals:
    """Return the highest score of each intent, for the trace."""
    known = [scores for _, scores in weighed if scores is not None]
    if not known:
        return {"embedding_failed": True}
    return {f"intent_{name}": round(max(scores[name] for scores in known), 3) for name in known[0]}


def _go(
    goto: Literal["collect", "clarify", "retrieve", "decide"],
    route: Route,
    signals: Signals,
    **more: Any,
) -> Next:
    signals["route"] = route.value
    return Command(update={"route": route, "signals": signals, **more}, goto=goto)
