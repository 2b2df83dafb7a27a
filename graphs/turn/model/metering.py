"""What the model costs in one turn: counted at the one door that all its calls go through."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

import structlog
from pydantic import BaseModel

from graphs.turn.model.chat import ChatModel, ModelChunk, ModelMessage, Usage
from graphs.turn.model.failures import ModelError
from graphs.turn.thread import Thread

log = structlog.get_logger(__name__)

BUDGET_SPENT: Final = "budget_exhausted"
"""Code of the failure of a call that the day's budget does not allow."""
CHARS_PER_TOKEN: Final = 4
EXPECTED_ANSWER_TOKENS: Final = 300
BOTH: Final = 2
"""Kinds of tokens: read and written."""
_FREE: Final = frozenset({"llm_rate_limited", "llm_unavailable", "llm_refused", BUDGET_SPENT})
"""Failures before the model has read anything: nobody charges for them."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Currency units per million tokens, which is millionths per token."""

    input: float = 0.0
    output: float = 0.0

    def micros(self, input_tokens: int, output_tokens: int) -> int:
        return round(input_tokens * self.input + output_tokens * self.output)


UNPRICED: Final = Prices()


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens and price of one turn so far; `estimated`: not all of it was told by the provider."""

    model: str
    input_tokens: int
    output_tokens: int
    micros: int
    estimated: bool

    @property
    def usage(self) -> Usage:
        return {"input_tokens": self.input_tokens, "output_tokens": self.output_tokens}


class Purse(Protocol):
    """Where the costs of turns are kept."""

    async def reserve(self, thread: Thread, spent: Spent, budget: float) -> bool:
        """Book what the turn is about to have spent; False: the day's budget is used up."""
        ...

    async def settle(self, thread: Thread, spent: Spent) -> None:
        """Keep what a turn has spent that leaves no outcome behind."""
        ...


class MeteredModel:
    """One turn's way to the model: asks the purse before each call, counts after it.

    `failures` are the codes of the calls that failed, in order.
    """

    def __init__(
        self, model: ChatModel, thread: Thread, prices: Prices, purse: Purse | None
    ) -> None:
        self._model, self._thread, self._prices, self._purse = model, thread, prices, purse
        self._input = self._output = 0
        self._called = self._estimated = False
        self.failures: list[str] = []

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def spent(self) -> Spent | None:
        """What the calls of this turn have cost; None when there was none."""
        return self._spent(0, 0, estimated=self._estimated) if self._called else None

    async def stream(
        self, messages: Sequence[ModelMessage], form: type[BaseModel] | None = None
    ) -> AsyncIterator[ModelChunk]:
        """Stream one answer and count it, also when it is cut off.

        Errors: `budget_exhausted`, besides those of the model.
        """
        await self._allowed(messages)
        chars, usage, free = 0, cast("Usage", {}), False
        try:
            async with aclosing(cast("Any", self._model.stream(messages, form))) as pieces:
                async for piece in pieces:
                    chars += len(piece.text)
                    usage = {**usage, **piece.usage}
                    yield piece
        except ModelError as error:
            free = error.code in _FREE and chars == 0
            self._note(error)
            raise
        finally:
            if not free:
                self._count(messages, usage, chars)

    async def close(self) -> None:
        """Leave the connections open: they are the process's."""

    async def _allowed(self, messages: Sequence[ModelMessage]) -> None:
        budget = self._thread.assistant.settings.daily_budget
        if budget is None or self._purse is None:
            return
        wanted = self._spent(_tokens(messages), EXPECTED_ANSWER_TOKENS, estimated=True)
        if not await self._purse.reserve(self._thread, wanted, budget):
            raise ModelError(BUDGET_SPENT, "the day's budget is spent", retryable=False)

    def _note(self, error: ModelError) -> None:
        """Tell operators: a wrong key or model name fails every turn in the same way."""
        self.failures.append(error.code)
        log.warning("model_failed", turn=self._thread.turn_id, error=str(error))

    def _count(self, messages: Sequence[ModelMessage], usage: Usage, chars: int) -> None:
        self._called = True
        self._estimated |= len(usage) < BOTH
        self._input += usage.get("input_tokens", _tokens(messages))
        self._output += usage.get("output_tokens", -(-chars // CHARS_PER_TOKEN))

    def _spent(self, more_input: int, more_output: int, *, estimated: bool) -> Spent:
        read, written = self._input + more_input, self._output + more_output
        micros = self._prices.micros(read, written)
        return Spent(self._model.name, read, written, micros, estimated)


def _tokens(messages: Sequence[ModelMessage]) -> int:
    return -(-sum(len(message.text) for message in messages) // CHARS_PER_TOKEN)
