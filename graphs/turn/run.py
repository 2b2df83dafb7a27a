"""Run one turn from outside: give a thread, get an outcome."""

import asyncio
from dataclasses import replace
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from core.ids import new_id
from core.vocabulary import Decision
from graphs.turn.graph import TurnGraph
from graphs.turn.message import languages
from graphs.turn.message.intents import PatientIntents
from graphs.turn.model.chat import ChatModel
from graphs.turn.model.memory import is_first
from graphs.turn.model.metering import BUDGET_SPENT, MeteredModel
from graphs.turn.outcome import TurnOutcome
from graphs.turn.state import Deps, Draft, Emit, Retriever, TurnState, unheard
from graphs.turn.thread import Thread
from knowledge.contracts import Embedder

RESULT = ("outcome", "draft", "earlier")
"""What of the state is read at the end; the rest need not be collected after each step."""
INTENTS_LIMIT_S = 15.0
"""How long a start waits for the embedding of two hundred short sentences."""


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

    Writes nothing. A model that fails ends in a handoff, not in an exception; what the retriever or
    the embedder raises goes to the caller. A thread with nothing to answer is a `ValueError`.
    """
    started = perf_counter()
    laps: dict[str, float] = {}
    first = TurnState(thread=thread, laps=laps)
    model = MeteredModel(deps.llm, thread, deps.prices, deps.purse) if deps.llm else None
    try:
        deadline = asyncio.get_running_loop().time() + deps.total_timeout_s
        context = replace(deps, emit=emit, llm=model, deadline=deadline)
        last = await graph.ainvoke(first, context=context, output_keys=RESULT)
    except asyncio.CancelledError:
        if model and model.spent and deps.purse:
            await deps.purse.settle(thread, model.spent)
        raise
    laps["total"] = round((perf_counter() - started) * 1000, 3)
    return _finished(last, deps, replace(last["outcome"], timings=laps), model)


async def try_turn(graph: TurnGraph, deps: Deps, thread: Thread) -> TurnOutcome:
    """Decide a turn that nobody will commit: nothing remembered is used, and its costs are kept."""
    thread = replace(thread, turn_id=new_id("try"))
    outcome = await run_turn(graph, replace(deps, memory=None), thread, unheard)
    if outcome.spent and deps.purse:
        await deps.purse.settle(thread, outcome.spent)
    return outcome


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
