"""From what the search found to the probability that the documents answer the question.

A logistic regression over few signals (Platt 1999), fitted on public question sets; what made the
weights stands in their file. CRAG (arXiv 2401.15884) argues for grading before generating, and a
fitted score does it without a model call.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from knowledge.contracts import Passage
from knowledge.terms import query_terms

ACT_PENALTY = 4.0
"""Log odds taken off when the visitor asks us to do something in their account, or for its state:
documents do not act, and do not know; the same for another company's product. Set by hand; the sets
hold no such messages."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights; `revision` goes into the trace."""

    revision: str
    bias: float
    weights: Mapping[str, float]

    def probability(self, signals: Mapping[str, float], penalty: float = 0.0) -> float:
        """Return the probability, 0..1."""
        odds = self.bias - penalty
        odds += sum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-odds))


@dataclass(frozen=True, slots=True)
class Calibrations:
    """`whole`: with vectors. `words`: of what the words alone can say."""

    whole: Calibration
    words: Calibration


@lru_cache
def calibrations() -> Calibrations:
    """Read the weights once."""
    stored = json.loads((files("graphs.turn.calibration") / "weights.json").read_text())

    def named(name: str, fitted: Mapping[str, Any]) -> Calibration:
        return Calibration(f"{name} {stored['date']}", fitted["bias"], fitted["weights"])

    return Calibrations(
        named("whole", stored["vectors_and_words"]), named("words", stored["words_only"])
    )


def grading(passages: Sequence[Passage], query: str) -> tuple[Calibration, dict[str, float]]:
    """Return what grades these passages: the weights and their signals, and `standing` for people.

    Without word vectors, since the embedding failed or an older release made the index, the words
    decide.
    """
    if passages and not any(p.late for p in passages):
        return calibrations().words, word_signals(passages)
    shown = {"standing": standing(passages)}
    return calibrations().whole, shown | retrieval_signals(passages, query)


def word_signals(passages: Sequence[Passage]) -> dict[str, float]:
    """Return what is left without vectors.

    `coverage`: share of the question's weighted terms in the best of the first three, 0..1.
    """
    return {"coverage": max((p.coverage for p in passages[:3]), default=0.0)}


def retrieval_signals(passages: Sequence[Passage], query: str) -> dict[str, float]:
    """Return what the search says about its best passages.

    `outstanding`: `standing`, times the logarithm of how much was said: many words are near to
    everything, so the same distance says more. `cosine`: the best; alone `standing` would mistrust
    a library that says the same thing in many places. `late`: how well the words of the question
    are met one by one, in the best passage. `documents`: share of different documents; an answer's
    neighbours are found with it.
    """
    documents = {passage.document_id for passage in passages}
    return {
        "outstanding": standing(passages) * math.log1p(len(query_terms(query))),
        "cosine": max((p.cosine for p in passages), default=0.0),
        "late": max((p.late for p in passages), default=0.0),
        "documents": len(documents) / len(passages) if passages else 1.0,
    }


def standing(passages: Sequence[Passage]) -> float:
    """Return how far the best cosine is above what is found for this query anyway."""
    return max((p.cosine - p.background for p in passages), default=0.0)
