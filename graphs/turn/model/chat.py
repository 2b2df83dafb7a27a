"""The chat model as the nodes know it."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from pydantic import BaseModel

Reply = TypeVar("Reply", bound=BaseModel)
Usage = dict[str, int]
"""`input_tokens` and `output_tokens` as the provider tells them; empty when it does not."""


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

    def stream(self, messages: Sequence[ModelMessage]) -> AsyncIterator[ModelChunk]:
        """Stream one answer; a stream that ends without its end mark raises."""
        ...

    async def structured(
        self,
        messages: Sequence[ModelMessage],
        schema: type[Reply],
        told: Callable[[Usage], None] | None = None,
    ) -> Reply:
        """Return one answer in the form of `schema`; `told` gets the usage if there is one."""
        ...

    async def close(self) -> None: ...
