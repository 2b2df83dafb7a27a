"""An embedder that fails or hangs when the process starts (fault F15)."""

import asyncio
from collections.abc import Sequence

import pytest

from graphs.turn import run
from graphs.turn.run import build_deps
from knowledge.contracts import Vectors
from knowledge.delegating import DelegatingEmbedder
from knowledge.embed import MiniLmEmbedder
from tests.graphs.talk import Shelf


class Starting(DelegatingEmbedder):
    """Raises or hangs until `works_now` is set."""

    def __init__(self, works: MiniLmEmbedder, hangs: bool) -> None:
        super().__init__(works)
        self._hangs, self.works_now = hangs, asyncio.Event()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self._hangs:
            await self.works_now.wait()
        elif not self.works_now.is_set():
            raise RuntimeError("the model's runtime is broken")
        return await super().embed(texts)


@pytest.mark.parametrize("hangs", [False, True])
async def test_it_stops_no_start_and_the_intents_come_when_it_works(
    embedder: MiniLmEmbedder, hangs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "INTENTS_LIMIT_S", 0.01)
    starting = Starting(embedder, hangs)
    deps = await build_deps(Shelf([]), starting)
    vector = await embedder.embed_query("Let me talk to a person")
    assert deps.intents.score(vector) is None
    starting.works_now.set()
    await deps.intents.ready(60)  # type: ignore[attr-defined]
    if not hangs:  # the attempt of the score above may have failed: the next vector asks again
        await deps.intents.ready(60)  # type: ignore[attr-defined]
    scores = deps.intents.score(vector)
    assert scores is not None
    assert max(scores, key=scores.__getitem__) == "human"
