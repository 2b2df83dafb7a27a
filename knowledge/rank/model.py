"""The weights that `evals.fit_ranker` found, applied."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from knowledge.rank.features import NAMES, Matrix


@dataclass(frozen=True, slots=True)
class Ranker:
    """A sum of weighted features; only differences within one search mean anything."""

    revision: str
    weights: Matrix

    def scores(self, features: Matrix) -> list[float]:
        """Return one score a row, higher is better."""
        found: list[float] = (features @ self.weights).tolist()
        return found


@lru_cache(maxsize=1)
def ranker() -> Ranker:
    """Read the weights once."""
    stored = json.loads((files("knowledge.rank") / "weights.json").read_text())
    weights = np.array([stored["weights"].get(name, 0.0) for name in NAMES])
    return Ranker(stored["revision"], weights)
