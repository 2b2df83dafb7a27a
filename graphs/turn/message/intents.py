"""What a message wants, by meaning: its embedding against example sentences."""

import asyncio
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import structlog

from core.errors import AppError
from graphs.turn.message import exemplars, phrases
from graphs.turn.message.clauses import asks
from graphs.turn.state import IntentScores
from knowledge.contracts import Embedder, Vector, Vectors
from knowledge.query.vector import query_vector

log = structlog.get_logger(__name__)

EXEMPLARS: Final = {
    "human": exemplars.HUMAN,
    "cancel_subscription": exemplars.CANCEL_SUBSCRIPTION,
    "greeting": exemplars.GREETING,
    "thanks": exemplars.THANKS,
    "goodbye": exemplars.GOODBYE,
    "other": exemplars.OTHER,
}

# A message has an intent when the cosine of its nearest example is greater than `..._COSINE`, and
# greater by `..._MARGIN` than that of the nearest example of the other intents. `WORDED_...` hold
# where the wording asks for the same, and so leave less to the meaning.
# Chosen on escalation_mix, hint3, bitext and nlupp (DEV halves); see `evals/person.py`.
HUMAN_COSINE, HUMAN_MARGIN = 0.55, 0.10
WORDED_COSINE, WORDED_MARGIN = 0.35, -0.10
ACTION_COSINE, ACTION_MARGIN = 0.62, 0.08
WORDED_ACTION_COSINE = 0.45
THANKS_COSINE, THANKS_MARGIN = 0.35, 0.02
"""Set by hand: with thanks in its wording a message is no more than that."""


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Exemplars of all intents as one matrix; `bounds` are the rows of each intent."""

    matrix: Vectors
    bounds: dict[str, tuple[int, int]]

    @classmethod
    async def build(cls, embedder: Embedder) -> Self:
        """Embed the exemplars: about two hundred short sentences, once per process."""
        sentences: list[str] = []
        bounds = {}
        for intent, examples in EXEMPLARS.items():
            bounds[intent] = (len(sentences), len(sentences) + len(examples))
            sentences.extend(examples)
        return cls(await embedder.embed(sentences), bounds)

    def score(self, vector: Vector) -> dict[str, float]:
        """Return for each intent the cosine of its nearest exemplar."""
        cosines = self.matrix @ vector
        return {
            intent: float(np.max(cosines[start:end]))
            for intent, (start, end) in self.bounds.items()
        }


class PatientIntents:
    """The model as soon as the embedder gives it: one that fails or hangs stops no start (F15)."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._model: IntentModel | None = None
        self._building: asyncio.Task[None] | None = None

    async def ready(self, limit_s: float) -> None:
        """Wait for it, but not for ever; it goes on being built."""
        await asyncio.wait({self._build()}, timeout=limit_s)

    def score(self, vector: Vector) -> dict[str, float] | None:
        """Return the scores, or None as long as there is no model; whoever has a vector has an
        embedder that works again, so building is tried again."""
        if self._model is None:
            self._build()
            return None
        return self._model.score(vector)

    def _build(self) -> "asyncio.Task[None]":
        if self._building is None:
            self._building = asyncio.create_task(self._built(), name="intents")
        return self._building

    async def _built(self) -> None:
        try:
            self._model = await IntentModel.build(self._embedder)
        except AppError:
            return  # a model that is known to be absent: the start has said so
        except Exception as error:  # a model's runtime may raise anything
            log.warning("intents_not_built", error=type(error).__name__)
        finally:
            self._building = None


async def intent_scores(
    embedder: Embedder, intents: IntentScores, text: str
) -> dict[str, float] | None:
    """Return how near the message is to each intent, or None when the embedding fails."""
    vector = await query_vector(embedder, text)
    return None if vector is None else intents.score(vector)


def wants_person(text: str, scores: dict[str, float] | None) -> bool:
    """Decide from wording and meaning together whether a person is asked for.

    Without scores (the embedding failed) the wording decides alone.
    """
    if phrases.rules_out_person(text) or phrases.small_talk(text) == "identity":
        return False
    if phrases.insists_on_person(text):
        return True
    if scores is None:
        return phrases.asks_for_person(text)
    cosine = scores["human"]
    margin = cosine - max(scores["other"], scores["cancel_subscription"])
    if phrases.asks_for_person(text):
        return cosine > WORDED_COSINE and margin > WORDED_MARGIN
    return cosine > HUMAN_COSINE and margin > HUMAN_MARGIN


def wants_cancellation(text: str, scores: dict[str, float] | None) -> bool:
    """Decide whether the visitor tells us to cancel; "How do I cancel?" asks the documents."""
    if phrases.is_question(text) or phrases.concerns_other_cancellation(text):
        return False
    if scores is None:
        return phrases.wishes_cancellation(text)
    cosine = scores["cancel_subscription"]
    if phrases.wishes_cancellation(text):
        return cosine > WORDED_ACTION_COSINE
    return cosine > ACTION_COSINE and cosine - max(scores["other"], scores["human"]) > ACTION_MARGIN


def only_thanks(text: str, scores: dict[str, float] | None) -> bool:
    """Decide whether a message with words of thanks says nothing besides ("you saved my weekend").

    "Thanks, my parcel is broken" means something else by its meaning; what denies, or asks, is
    never thanks alone.
    """
    if scores is None or not phrases.says_thanks(text) or asks(text):
        return False
    cosine = max(scores["thanks"], scores["goodbye"])
    margin = cosine - max(scores[i] for i in ("human", "cancel_subscription", "other"))
    return cosine >= THANKS_COSINE and margin >= THANKS_MARGIN
