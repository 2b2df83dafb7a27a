"""rewrite: ask the documents once more, in other words."""

import asyncio
import re
from typing import Final, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command
from pydantic import ValidationError

from core.vocabulary import AuthorKind
from graphs.turn.finding.query import MAX_QUERY_CHARS, other_query
from graphs.turn.message.languages import other_language
from graphs.turn.message.words import content_words
from graphs.turn.model.chat import whole
from graphs.turn.model.failures import ModelError
from graphs.turn.model.prompts import HISTORY_MESSAGES, FollowUp, follow_up_messages
from graphs.turn.model.unwrapped import unwrapped
from graphs.turn.state import Deps, Found, Graded, Route, TurnState

LIMIT_S: Final = 15.0
"""The answer needs the rest of the turn's time; without the model the query is made by rules."""
NOTHING: Final = FollowUp(question="", wants_person=False)
_AROUND: Final = " *_\"'`\u201c\u201d"
_LABEL: Final = re.compile(r"^[\w ]{0,30}:\s+(?=\S.*\?$)")


async def rewrite(
    state: TurnState, runtime: Runtime[Deps]
) -> Command[Literal["retrieve", "decide"]]:
    """Write another query: by the model when there is one, else by rules. The model also puts a
    question into the language of the documents.

    Reads `question`, `earlier`, `query`, `passages`, `answerable`, `signals`; writes `query`,
    `rewrites`, `first`, and `signals` without `alone`, which is told of the first query only.
    Goes to `retrieve`, or to `decide` when the model sees that a person is wanted. A model that
    fails here, or writes no such question, costs only the better wording.
    """
    language = other_language(state["question"], (found.text for found in state["passages"]))
    reply = await _by_model(state, runtime.context, language)
    if reply.wants_person:
        return Command(update={"route": Route.HUMAN}, goto="decide")
    by_rules = other_query(state["question"], state["earlier"], state["query"])
    update = {
        "query": _usable(reply.question, state, language) or by_rules or state["query"],
        "rewrites": state["rewrites"] + 1,
        "first": Graded(
            Found(state["query"], state["passages"]), state["answerable"], state["signals"]
        ),
        "signals": {name: value for name, value in state["signals"].items() if name != "alone"},
    }
    return Command(update=update, goto="retrieve")


async def _by_model(state: TurnState, deps: Deps, language: str | None) -> FollowUp:
    spoken = any(m.author is not AuthorKind.SYSTEM for m in state["earlier"])
    if deps.llm is None or not (spoken or language):
        return NOTHING
    messages = follow_up_messages(state["earlier"], state["question"], language)
    try:
        async with asyncio.timeout_at(deps.deadline), asyncio.timeout(LIMIT_S):
            return _read(await whole(deps.llm, messages, FollowUp))
    except (ModelError, TimeoutError):
        return NOTHING


def _read(reply: str) -> FollowUp:
    """Return what the model made of it; where it keeps to no form, the question that it wrote."""
    try:
        return FollowUp.model_validate_json(reply[reply.find("{") : reply.rfind("}") + 1])
    except ValidationError:
        lines = [line.strip(_AROUND) for line in unwrapped(reply).splitlines()]
        asking = [line for line in lines if line.endswith("?")] or lines[-1:]
        return FollowUp(question=_LABEL.sub("", "".join(asking[-1:])), wants_person=False)


def _usable(question: str, state: TurnState, language: str | None) -> str:
    """Return the question that a model wrote, if it is one that may be searched for.

    It is short, in the language of the documents, and, where it was not translated, speaks of
    something that was spoken of.
    """
    question = question.strip(_AROUND)
    if not question or len(question) > MAX_QUERY_CHARS:
        return ""
    if other_language(question, (found.text for found in state["passages"])):
        return ""
    spoken = [message.text for message in state["earlier"][-HISTORY_MESSAGES:]]
    known = content_words(" ".join([*spoken, state["question"]]))
    return question if language or content_words(question) & known else ""
