"""The chat model as the nodes know it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from pydantic import BaseModel

Usage = dict[str, int]
"""`input_tokens` and `output_tokens`, as far as the provider tells them."""


@dataclass(frozen=True, slots=True)
class ModelMessage:
    """One message to a chat model; `role` is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class ModelChunk:
    """A piece of a streamed answer; the last one carries `usage`.

    `afresh`: the answer begins here, all before it was the model thinking aloud.
    """

    text: str
    usage: Usage = field(default_factory=dict)
    afresh: bool = False


class ChatModel(Protocol):
    """A language model; every failure is a `graphs.turn.model.failures.ModelError`."""

    @property
    def name(self) -> str: ...

    def stream(
        self, messages: Sequence[ModelMessage], form: type[BaseModel] | None = None
    ) -> AsyncIterator[ModelChunk]:
        """Stream one answer; a stream that ends without its end mark raises.

        `form`: asked for as structured output where the endpoint has it; elsewhere anything comes.
        """
        ...

    async def close(self) -> None: ...


async def whole(
    model: ChatModel, messages: Sequence[ModelMessage], form: type[BaseModel] | None = None
) -> str:
    """Return one answer as a whole."""
    text = ""
    async with aclosing(cast("Any", model.stream(messages, form))) as pieces:
        async for piece in pieces:
            text = piece.text if piece.afresh else text + piece.text
    return text
