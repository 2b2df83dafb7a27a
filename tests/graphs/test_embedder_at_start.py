"""An embedder that fails or hangs when the process starts (fault F15)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from core.clock import SystemClock
from graphs.turn import run
from graphs.turn.run import build_deps
from knowledge.contracts import Embedded, ReadQuery, Vector, Vectors
from knowledge.embed import MiniLmEmbedder
from tests.graphs.talk import Shelf


@dataclass(eq=False)
class Starting:
    """Raises or hangs until `works_now` is set."""

    works: MiniLmEmbedder
    hangs: bool
    works_now: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def model(self) -> str:
        return self.works.model

    @property
    def dimensions(self) -> int:
        return self.works.dimensions

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.works.count_tokens(texts)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self.hangs:
            await self.works_now.wait()
        elif not self.works_now.is_set():
            raise RuntimeError("the model's runtime is broken")
        return await self.works.embed(texts)

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        return await self.works.embed_passages(texts)

    async def embed_query(self, text: str) -> Vector:
        return await self.works.embed_query(text)

    async def read_query(self, text: str) -> ReadQuery:
        return await self.works.read_query(text)


@pytest.mark.parametrize("hangs", [False, True])
async def test_it_stops_no_start_and_the_intents_come_when_it_works(
    embedder: MiniLmEmbedder, hangs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "INTENTS_LIMIT_S", 0.01)
    starting = Starting(embedder, hangs)
    deps = await build_deps(Shelf([]), starting, SystemClock())
    vector = await embedder.embed_query("Let me talk to a person")
    assert deps.intents.score(vector) is None
    starting.works_now.set()
    await deps.intents.ready(60)  # type: ignore[attr-defined]
    if not hangs:  # the attempt of the score above may have failed: the next vector asks again
        await deps.intents.ready(60)  # type: ignore[attr-defined]
    scores = deps.intents.score(vector)
    assert scores is not None
    assert max(scores, key=scores.__getitem__) == "human"
