"""Fit the weights of the re-ranker and print them as JSON.

    BATON_EVALS_DIR=... python -m evals.candidates candidates.npz
    python -m evals.fit_ranker candidates.npz > knowledge/rank/weights.json

The first command searches every answerable question with the product and keeps the features of what
it found. A document counts by its best chunk; the loss is that of choosing a right document among
all that were found (softmax), each set weighs the same. `held_out` is measured on each set with
weights fitted on the others, `before` is the fused order, `hand` fused and late scores alike.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.rank.features import NAMES, Matrix

RIDGE = 0.5
STEPS = 150
RATE = 0.05
FIRST = {"fused_z": 1.0, "late_z": 1.0, "title": 0.25, "heading": 0.25}
"""Where the search begins and what the ridge pulls to: the order that was set by hand."""

BY_HAND = frozenset({"title", "heading"})
"""They stay where they begin: `docs_faq` hides the titles and headings of right pages, and would
teach that they speak against a page; most of the other sets have no headings."""


class Case:
    """One question: features of its candidates, and which rows belong to which document."""

    def __init__(self, name: str, features: Matrix, documents: Matrix, gold: Matrix) -> None:
        self.name, self.features = name, features
        self.rows = [np.flatnonzero(documents == number) for number in np.unique(documents)]
        self.gold = np.array([bool(gold[rows[0]]) for rows in self.rows])

    def best(self, weights: Matrix) -> tuple[Matrix, Matrix]:
        """Return score and features of each document's best chunk."""
        scores = self.features @ weights
        places = [rows[int(np.argmax(scores[rows]))] for rows in self.rows]
        return scores[places], self.features[places]

    def rank(self, weights: Matrix) -> int:
        """Return the place of the first right document, 0 when it is not there."""
        scores, _ = self.best(weights)
        right = np.flatnonzero(self.gold[np.argsort(-scores, kind="stable")])
        return int(right[0]) + 1 if len(right) else 0


def main(source: Path) -> None:
    """Fit on everything, report on what was held out."""
    cases = list(_cases(np.load(source)))
    sets = list(dict.fromkeys(case.name for case in cases))
    hand = np.array([FIRST.get(name, 0.0) for name in NAMES])
    before = np.array([float(name == "fused_z") for name in NAMES])
    report = {}
    for name in sets:
        inside = [case for case in cases if case.name == name]
        outside = fit([case for case in cases if case.name != name]) if len(sets) > 1 else hand
        report[name] = {
            "cases": len(inside),
            "before": figures(inside, before),
            "hand": figures(inside, hand),
            "held_out": figures(inside, outside),
        }
    weights = fit(cases)
    result = {
        "revision": "rank-2",
        "fitted": f"{datetime.now(UTC):%Y-%m-%d}, softmax over documents, ridge {RIDGE}",
        "recall@1, recall@5, MRR@10": report,
        "weights": {n: round(float(w), 4) for n, w in zip(NAMES, weights, strict=True)},
    }
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


def fit(cases: Sequence[Case]) -> Matrix:
    """Minimise by Adam (arXiv 1412.6980); features are scaled, the result is for raw ones."""
    useful = [case for case in cases if case.gold.any() and not case.gold.all()]
    spread = np.concatenate([case.features for case in useful]).std(axis=0)
    spread[spread == 0] = 1
    target = np.array([FIRST.get(name, 0.0) for name in NAMES]) * spread
    counts = {name: sum(case.name == name for case in useful) for name in {c.name for c in useful}}
    learned = np.array([name not in BY_HAND for name in NAMES])
    weights, speed, size = target.copy(), np.zeros(len(NAMES)), np.zeros(len(NAMES))
    for step in range(1, STEPS + 1):
        slope = RIDGE * (weights - target)
        for case in useful:
            slope += _slope(case, weights / spread, spread) / counts[case.name] / len(counts)
        slope *= learned
        speed, size = 0.9 * speed + 0.1 * slope, 0.999 * size + 0.001 * slope**2
        pace = RATE * (1 - step / STEPS)
        weights -= pace * (speed / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.999**step)) + 1e-9)
    found: Matrix = weights / spread
    return found


def _slope(case: Case, weights: Matrix, spread: Matrix) -> Matrix:
    scores, features = case.best(weights)
    chance = np.exp(scores - scores.max())
    chance /= chance.sum()
    right = chance * case.gold
    slope: Matrix = ((chance - right / right.sum()) @ features) / spread
    return slope


def figures(cases: Sequence[Case], weights: Matrix) -> list[float]:
    """Return recall@1, recall@5 and MRR@10."""
    ranks = [case.rank(weights) for case in cases]
    hits = [[rank == 1, 1 <= rank <= 5, 1 / rank if 1 <= rank <= 10 else 0.0] for rank in ranks]
    return [round(float(value), 3) for value in np.mean(hits, axis=0)]


def _cases(stored: Any) -> Iterable[Case]:
    """Cut the rows into questions; columns are taken by name."""
    names = stored["names"].tolist()
    features = stored["features"][:, [names.index(name) for name in NAMES]]
    for number, group in groupby(range(len(features)), lambda row: int(stored["search"][row])):
        rows = list(group)
        name = str(stored["set"][number])
        yield Case(name, features[rows], stored["document"][rows], stored["gold"][rows])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
