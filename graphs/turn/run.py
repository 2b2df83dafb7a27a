"""Run one turn from outside: give a thread, get an outcome."""

import asyncio
import math
from dataclasses import replace
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import structlog

from core.ids import new_id
from core.vocabulary import Decision
from graphs.turn.giving_up import out_of_time
from graphs.turn.graph import TurnGraph
from graphs.turn.message import languages
from graphs.turn.message.intents import PatientIntents
from graphs.turn.message.wish_for_person import person_wanted, weigh
from graphs.turn.model.chat import ChatModel
from graphs.turn.model.memory import is_first
from graphs.turn.model.metering import BUDGET_SPENT, MeteredModel
from graphs.turn.outcome import TurnOutcome
from graphs.turn.state import Deps, Draft, Emit, Retriever, TurnReset, TurnState, unheard
from graphs.turn.thread import Thread
from knowledge.contracts import Embedder

log = structlog.get_logger(__name__)

RESULT = ("outcome", "draft", "earlier")
"""What of the state is read at the end; the rest need not be collected after each step."""
INTENTS_LIMIT_S = 15.0
"""How long a start waits for the embedding of two hundred short sentences."""
CALLED_LIMIT_S = 5.0
"""How long who has called for a person waits for what is quoted besides."""
LAST_WORDS_S = 1.0
"""What the nodes behind a model that ran out of time may still take."""


async def build_deps(
    retriever: Retriever,
    embedder: Embedder,
    llm: ChatModel | None = None,
    *,
    total_timeout_s: float = 45.0,
) -> Deps:
    """Build what all turns of a process share; embeds the intents' example sentences once.

    An embedder that fails or hangs does not stop it: turns go by words until it works.
    """
    await asyncio.to_thread(languages.load)
    intents = PatientIntents(embedder)
    await intents.ready(INTENTS_LIMIT_S)
    return Deps(retriever, embedder, intents, llm, total_timeout_s=total_timeout_s)


async def run_turn(graph: TurnGraph, deps: Deps, thread: Thread, emit: Emit) -> TurnOutcome:
    """Decide the turn; `emit` gets the draft as it grows and must not block.

    Writes nothing. A model that fails, and whatever else takes too long, ends in a handoff, not in
    an exception; what the retriever or the embedder raises goes to the caller. A thread with
    nothing to answer is a `ValueError`.
    """
    started = perf_counter()
    laps: dict[str, float] = {}
    first = TurnState(thread=thread, laps=laps)
    asked = deps.llm if not thread.person_called else None
    model = MeteredModel(asked, thread, deps.prices, deps.purse) if asked else None
    patience = min(deps.total_timeout_s, CALLED_LIMIT_S if thread.person_called else math.inf)
    deadline = asyncio.get_running_loop().time() + patience
    context = replace(deps, emit=emit, llm=model, deadline=deadline)
    limit = asyncio.timeout_at(deadline + LAST_WORDS_S)
    last: dict[str, Any]
    try:
        async with limit:
            last = await graph.ainvoke(first, context=context, output_keys=RESULT)
    except (asyncio.CancelledError, Exception) as error:
        if not (limit.expired() and isinstance(error, TimeoutError)):
            await _settle(deps, thread, model)
            raise
        log.warning("turn_out_of_time", turn=thread.turn_id, after=[*laps])
        emit(TurnReset())
        last = {"outcome": out_of_time(thread), "earlier": thread.earlier()}
    laps["total"] = round((perf_counter() - started) * 1000, 3)
    return _finished(last, deps, replace(last["outcome"], timings=laps), model)


async def calls_person(deps: Deps, text: str) -> bool:
    """Say whether a message that comes while a turn runs asks for a person."""
    return person_wanted(await weigh([text], deps.embedder, deps.intents))


async def try_turn(graph: TurnGraph, deps: Deps, thread: Thread) -> TurnOutcome:
    """Decide a turn that nobody will commit: nothing remembered is used, and its costs are kept."""
    thread = replace(thread, turn_id=new_id("try"))
    outcome = await run_turn(graph, replace(deps, memory=None), thread, unheard)
    if outcome.spent and deps.purse:
        await deps.purse.settle(thread, outcome.spent)
    return outcome


async def _settle(deps: Deps, thread: Thread, model: MeteredModel | None) -> None:
    """Keep the costs of a turn that leaves no outcome behind."""
    if model and model.spent and deps.purse:
        await deps.purse.settle(thread, model.spent)


def _finished(
    last: dict[str, Any], deps: Deps, outcome: TurnOutcome, model: MeteredModel | None
) -> TurnOutcome:
    """Add what the turn cost, whether its answer may be given again, and where it may link to."""
    hosts = {urlsplit(chunk.url).netloc.lower() for chunk in outcome.chunks} | deps.own_hosts
    outcome = replace(outcome, link_hosts=tuple(sorted(hosts - {""})))
    if model is None:
        return outcome
    draft: Draft = last.get("draft", Draft())
    answered = outcome.decision is Decision.ANSWER and draft.model is not None
    remember = answered and not draft.recalled and is_first(last["earlier"])
    spent = model.spent
    failures = [*model.failures]
    if draft.failed and draft.failed not in (*failures, BUDGET_SPENT):
        failures.append(draft.failed)
    if failures:
        signals = {**outcome.signals, "model_failed": ", ".join(failures)}
        outcome = replace(outcome, signals=signals)
    return replace(
        outcome,
        usage=spent.usage if spent else {},
        spent=spent,
        answer_key=draft.key if answered else None,
        remember=remember and draft.key is not None,
        recalled=draft.recalled if answered else None,
    )
