"""Turns without vectors: the wording decides, and nobody sees an exception."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest

from core.vocabulary import Decision, Reason
from graphs.turn.confidence import calibrations, grading
from graphs.turn.message.intents import IntentModel
from knowledge.contracts import ReadQuery, Vector
from knowledge.delegating import DelegatingEmbedder
from knowledge.embed import MiniLmEmbedder
from tests.graphs.talk import Shelf, Talk, passage

Fault = Literal["raises", "nan", "shape", "zero"]
WORDED: dict[str, Any] = {"cosine": 0.0, "late": 0.0, "vector_rank": 0}


class Failing(DelegatingEmbedder):
    """An embedder that worked when the process started and does not any more."""

    def __init__(self, works: MiniLmEmbedder, fault: Fault) -> None:
        super().__init__(works)
        self.fault = fault

    async def read_query(self, text: str) -> ReadQuery:
        return replace(await super().read_query(text), vector=await self.embed_query(text))

    async def embed_query(self, text: str) -> Vector:
        match self.fault:
            case "raises":
                raise RuntimeError("the model's runtime is broken")
            case "nan":
                return np.full(384, np.nan, np.float32)
            case "zero":
                return np.zeros(384, np.float32)
            case _:
                return np.ones(768, np.float32)


@pytest.fixture(params=["raises", "nan", "shape", "zero"])
def blind(request: pytest.FixtureRequest, talk: Talk, embedder: MiniLmEmbedder) -> Talk:
    """A talk whose embedder fails and whose search finds by words alone."""
    talk.embedder = Failing(embedder, request.param)
    talk.retriever = Shelf([passage("Open Contacts and choose Import.", **WORDED)])
    return talk


async def test_what_the_words_find_is_answered(blind: Talk) -> None:
    outcome = await blind.say("How do I import my contacts?")
    assert outcome.decision is Decision.ANSWER
    assert outcome.signals["embedding_failed"] is True
    assert outcome.signals["calibration"] == calibrations().words.revision


async def test_what_the_words_do_not_find_goes_to_a_person(blind: Talk) -> None:
    blind.retriever = Shelf([passage("Something else.", coverage=0.2, **WORDED)])
    assert (await blind.say("Who won the cup?")).decision is Decision.HANDOFF


@pytest.mark.parametrize(
    "text", ["I want to talk to a human", "can someone call me back?", "I need a person"]
)
async def test_a_person_is_still_called(blind: Talk, text: str) -> None:
    assert (await blind.say(text)).reason is Reason.HUMAN_REQUESTED


async def test_a_cancellation_still_starts(blind: Talk) -> None:
    outcome = await blind.say("Please cancel my subscription")
    assert outcome.decision is Decision.ACTION
    assert (await blind.say("AB-123456, because it is too expensive")).action is not None


async def test_small_talk_is_still_answered(blind: Talk) -> None:
    assert (await blind.say("Hello!")).decision is Decision.SMALLTALK


def test_without_vectors_each_signal_raises_the_probability(intents: IntentModel) -> None:
    near = [passage("x", n, lexical=9.0 / n, **WORDED) for n in range(1, 6)]
    weights, signals = grading(near, "How do I import?")
    assert weights is calibrations().words
    for name in signals:
        less = {**signals, name: signals[name] - 0.2}
        assert weights.probability(less) < weights.probability(signals)
