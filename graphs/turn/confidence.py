"""From retrieval scores to the probability that the documents answer the question.

A logistic regression over few signals (Platt 1999), fitted on public question sets by
`graphs.turn.calibration.fit`; CRAG (arXiv 2401.15884) argues for grading before generating, and a
fitted score does it without a model call.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from graphs.turn.state import Passage

ACT_PENALTY = 3.0
"""Log odds taken off when the visitor asks us to do something in their account, or for its state:
documents do not act, and do not know. Set by hand; the sets hold no such messages."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted weights; `revision` goes into the trace."""

    revision: str
    bias: float
    weights: dict[str, float]

    def probability(self, signals: dict[str, float], penalty: float = 0.0) -> float:
        """Return the probability, 0..1."""
        odds = self.bias - penalty
        odds += sum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-odds))


@lru_cache
def calibration() -> Calibration:
    """Read the weights once."""
    stored = json.loads((files("graphs.turn.calibration") / "weights.json").read_text())
    return Calibration(stored["revision"], stored["bias"], stored["weights"])


WORDS_ONLY = Calibration("words-1", -1.577, {"coverage": 2.398, "lexical_margin": 0.975})
"""For passages that the full text found alone; fitted like the others, on the same sets (held out
0.60 to 0.75, against 0.66 to 0.84 with vectors)."""


def grading(passages: Sequence[Passage]) -> tuple[Calibration, dict[str, float]]:
    """Return what grades these passages: the weights and their signals."""
    if passages and not any(p.vector_rank for p in passages):
        return WORDS_ONLY, word_signals(passages)
    return calibration(), retrieval_signals(passages)


def word_signals(passages: Sequence[Passage]) -> dict[str, float]:
    """Return what is left without cosines; `lexical_margin`: 0..1, as `margin` but a share."""
    lexical = sorted((p.lexical for p in passages), reverse=True)
    rest = lexical[3:]
    margin = 1 - sum(rest) / len(rest) / lexical[0] if rest and lexical[0] > 0 else 0.0
    return {"coverage": max(p.coverage for p in passages[:3]), "lexical_margin": margin}


def retrieval_signals(passages: Sequence[Passage]) -> dict[str, float]:
    """Return what the search itself says.

    `top_cosine`: best cosine, -1..1. `margin`: how far the best stands out from the fourth and
    below. `coverage`: share of the question's weighted terms in the best of the first three, 0..1.
    """
    if not passages:
        return {"top_cosine": 0.0, "margin": 0.0, "coverage": 0.0}
    cosines = sorted((p.cosine for p in passages), reverse=True)
    rest = cosines[3:]
    return {
        "top_cosine": cosines[0],
        "margin": cosines[0] - sum(rest) / len(rest) if rest else 0.0,
        "coverage": max(p.coverage for p in passages[:3]),
    }
