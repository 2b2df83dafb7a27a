"""rewrite: ask the documents once more, in other words."""

import asyncio
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from core.vocabulary import AuthorKind
from graphs.turn.finding.query import other_query
from graphs.turn.message.languages import other_language
from graphs.turn.model.failures import ModelError
from graphs.turn.model.prompts import FollowUp, follow_up_messages
from graphs.turn.state import Deps, Found, Graded, Route, TurnState


async def rewrite(
    state: TurnState, runtime: Runtime[Deps]
) -> Command[Literal["retrieve", "decide"]]:
    """Write another query: by the model when there is one, else by rules. The model also puts a
    question into the language of the documents.

    Reads `question`, `earlier`, `query`, `passages`, `answerable`, `signals`; writes `query`,
    `rewrites`, `first`, and `signals` without `alone`, which is told of the first query only.
    Goes to `retrieve`, or to `decide` when the model sees that a person is wanted. A model that
    fails here costs only the better wording.
    """
    language = other_language(state["question"], (found.text for found in state["passages"]))
    by_model = await _by_model(state, runtime.context, language)
    if by_model is not None and by_model.wants_person:
        return Command(update={"route": Route.HUMAN}, goto="decide")
    words = by_model.question.strip() if by_model else ""
    by_rules = other_query(state["question"], state["earlier"], state["query"])
    update = {
        "query": words or by_rules or state["query"],
        "rewrites": state["rewrites"] + 1,
        "first": Graded(
            Found(state["query"], state["passages"]), state["answerable"], state["signals"]
        ),
        "signals": {name: value for name, value in state["signals"].items() if name != "alone"},
    }
    return Command(update=update, goto="retrieve")


async def _by_model(state: TurnState, deps: Deps, language: str | None) -> FollowUp | None:
    spoken = any(m.author is not AuthorKind.SYSTEM for m in state["earlier"])
    if deps.llm is None or not (spoken or language):
        return None
    messages = follow_up_messages(state["earlier"], state["question"], language)
    try:
        async with asyncio.timeout_at(deps.deadline):
            return await deps.llm.structured(messages, FollowUp)
    except (ModelError, TimeoutError):
        return None
