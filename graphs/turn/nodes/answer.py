"""answer: write the answer from the passages."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

from langgraph.runtime import Runtime
from langgraph.types import Command

from core.failpoints import hit
from graphs.turn.checking.grounding import Evidence, evidence_of
from graphs.turn.checking.watch import Watch
from graphs.turn.finding.parts import answerable, not_answerable, told_apart, without
from graphs.turn.model.chat import ChatModel, ModelMessage
from graphs.turn.model.failures import ModelError
from graphs.turn.model.memory import Remembered, answer_key
from graphs.turn.model.prompts import MARKER, answer_messages, may_become_marker, repeats_prompt
from graphs.turn.model.unwrapped import is_wrapped, unwrapped
from graphs.turn.nodes.verify import brought
from graphs.turn.outcome import Citation
from graphs.turn.quoting.quote import quotes
from graphs.turn.quoting.source import cite, quoted
from graphs.turn.state import Deps, Draft, Part, Route, TurnDelta, TurnReset, TurnState

ATTEMPTS: Final = 2
"""Calls for one answer; the client itself never repeats a call."""
MAX_WAIT_S: Final = 5.0
"""A server that wants a longer pause than this gets none: a person takes over sooner."""
BUSY_PAUSE_S: Final = 0.5
LEAK_CHARS: Final = 400
"""The end of the draft that is looked at for words of the prompt, as it grows."""

Write = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class _Asking:
    """What a model is asked, whether that is several questions, and what supports an answer."""

    messages: list[ModelMessage]
    several: bool
    evidence: Evidence


async def answer(state: TurnState, runtime: Runtime[Deps]) -> Command[Literal["verify", "decide"]]:
    """Answer with sources: streamed by the model when there is one, else quoted.

    The same question under the same documents and settings gets the answer that is remembered. Who
    waits for a person gets what is quoted at once, and waits for no model.

    Reads `thread`, `earlier`, `question`, `passages`, `parts`; writes `draft`, and `text`,
    `citations` and `left_open` for a quotation. Of several questions the model is asked those that
    the documents answer. Emits the draft as it grows, and a reset when a failed attempt is
    repeated. A model that fails twice, or fails for good, leaves a draft with the code of its
    failure.
    Goes to `verify`; a quotation is its own proof and goes to `decide`.
    """
    llm = runtime.context.llm
    if llm is None or state["route"] is Route.HUMAN:
        return Command(update=_quotation(state), goto="decide")
    key = None if state["beside"] else answer_key(state["thread"], state["question"], llm.name)
    recalled = await _recalled(state, runtime.context, key)
    if recalled is not None:
        runtime.context.emit(TurnDelta(recalled.text))
        known = Draft(recalled.text, llm.name, key=key, recalled=recalled.turn_id)
        return Command(update={"draft": known}, goto="verify")
    several = [part.question for part in answerable(state) or state["parts"]]
    messages = answer_messages(
        state["thread"].assistant,
        state["earlier"],
        without(state["question"], not_answerable(state)),
        state["passages"],
        several if len(several) > 1 else (),
    )
    asking = _Asking(messages, len(several) > 1, evidence_of(state["passages"], brought(state)))
    try:
        async with asyncio.timeout_at(runtime.context.deadline):
            draft = await _written(llm, asking, runtime.context.emit)
    except TimeoutError:
        draft = Draft(model=llm.name, failed="llm_timeout")
    return Command(update={"draft": replace(draft, key=key)}, goto="verify")


async def _recalled(state: TurnState, deps: Deps, key: str | None) -> Remembered | None:
    """Return the remembered answer, if its numbers still mean the passages found now."""
    if deps.memory is None or key is None:
        return None
    recalled = await deps.memory.recall(key)
    return recalled if recalled and recalled.fits(state["passages"]) else None


def _quotation(state: TurnState) -> dict[str, Any]:
    """Quote what answers; of several questions, for each that has an answer."""
    asked: dict[str, list[Part]] = {}
    for part in answerable(state):
        asked.setdefault(part.passages[0].chunk_id, []).append(part)
    found = [(p[0].passages[:1], " ".join(part.question for part in p)) for p in asked.values()]
    found = found or [(state["passages"], state["query"])]
    numbers = {passage.chunk_id: n for n, passage in enumerate(state["passages"], 1)}
    texts: list[str] = []
    citations: dict[int, Citation] = {}
    for passages, question in found:
        known = [passage for passage in passages if passage.chunk_id in numbers]
        for quote in quotes(known, question):
            passage = known[quote.place]
            n = numbers[passage.chunk_id]
            if n not in citations:
                texts.append(quoted(passage, n, quote.text))
                citations[n] = cite(passage, n, quote.text)
    return {
        "draft": Draft(),
        "text": "\n\n".join(texts),
        "citations": tuple(citations.values()),
        "left_open": not_answerable(state),
    }


async def _written(llm: ChatModel, asking: _Asking, write: Write) -> Draft:
    attempt = 1
    while True:
        try:
            return await _streamed(llm, asking, write)
        except ModelError as error:
            pause = _pause(error)
            if not error.retryable or attempt == ATTEMPTS or pause > MAX_WAIT_S:
                return Draft(model=llm.name, failed=error.code)
            write(TurnReset())
            await asyncio.sleep(pause)
            attempt += 1


def _pause(error: ModelError) -> float:
    """Return the seconds that a server wants to be left alone: by its word, or by custom."""
    if error.retry_after_s is not None:
        return error.retry_after_s
    return BUSY_PAUSE_S if error.code in ("llm_rate_limited", "llm_unavailable") else 0.0


async def _streamed(llm: ChatModel, asking: _Asking, write: Write) -> Draft:
    """Pass the answer on as it comes, as far as the passages support it; hold back its end while
    it may still be the marker.

    The marker says that there is no answer; with `several` questions, to which of them. A model
    that begins to repeat its prompt is stopped.
    """
    text, shown, watch = "", 0, Watch(asking.evidence)
    usage: dict[str, int] = {}
    async with aclosing(cast("Any", llm.stream(asking.messages))) as pieces:
        async for piece in pieces:
            hit("in_llm_call")
            if piece.afresh and shown:
                write(TurnReset())
            if piece.afresh:
                text, shown, watch = "", 0, Watch(asking.evidence)
            text += piece.text
            usage = piece.usage or usage
            marked = MARKER.search(text)
            if (marked and not asking.several) or repeats_prompt(text[-LEAK_CHARS:]):
                return Draft(model=llm.name, usage=usage, declined=True)
            ready = watch.shown(text[: _ready(text)])
            if ready > shown and text[:ready].strip():
                write(TurnDelta(text[shown:ready]))
                shown = ready
    bare = unwrapped(text)
    ready = watch.shown(bare[: _ready(bare)], whole=True) if not shown or bare == text else shown
    if ready > shown:
        write(TurnDelta(bare[shown:ready]))
    hit("after_llm_call")
    said, left = told_apart(bare)
    return Draft(text=said, model=llm.name, usage=usage, declined=not said, left=left)


def _ready(text: str) -> int:
    """Return how many characters of a draft may be shown: none of the marker, nor its beginning,
    and nothing of what is wrapped.
    """
    if is_wrapped(text):
        return 0
    marker = MARKER.search(text)
    return marker.start() if marker else len(text) - may_become_marker(text)
