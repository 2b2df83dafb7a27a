"""The measures, as the sets' READMEs define them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

BINS = 10


def recall_at(k: int, found: Sequence[str], gold: Collection[str]) -> float:
    """Return 1 when a gold document is among the first `k`."""
    return float(any(document in gold for document in found[:k]))


def full_recall_at(k: int, found: Sequence[str], gold: Collection[str]) -> float:
    """Return the share of the gold documents that are among the first `k`."""
    return len(set(gold) & set(found[:k])) / len(gold)


def reciprocal_rank(found: Sequence[str], gold: Collection[str]) -> float:
    """Return 1 / rank of the first gold document, 0 when it is not among the first ten."""
    ranks = [rank for rank, document in enumerate(found[:10], 1) if document in gold]
    return 1 / ranks[0] if ranks else 0.0


def auroc(scores: ArrayLike, positive: ArrayLike) -> float:
    """Return the chance that a positive scores above a negative; a tie counts half."""
    values, wanted = np.asarray(scores, float), np.asarray(positive, bool)
    above = values[wanted][:, None] - values[~wanted][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


@dataclass(frozen=True, slots=True)
class Detection:
    """How well one class is found; `false_alarms`: share of the others taken for it."""

    precision: float
    recall: float
    f1: float
    false_alarms: float


def detection(found: ArrayLike, wanted: ArrayLike) -> Detection:
    """Compare what was found with what is so."""
    hit, true = np.asarray(found, bool), np.asarray(wanted, bool)
    right = float((hit & true).sum())
    precision = right / max(1, hit.sum())
    recall = right / max(1, true.sum())
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Detection(precision, recall, f1, float((hit & ~true).sum() / max(1, (~true).sum())))


def best_threshold(scores: ArrayLike, positive: ArrayLike) -> float:
    """Return the threshold under which "negative" has the highest F1."""
    values, wanted = np.asarray(scores, float), np.asarray(positive, bool)
    steps = np.unique(np.quantile(values, np.linspace(0, 1, 201)))
    return float(max(steps, key=lambda step: detection(values < step, ~wanted).f1))


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose probability lies between two bounds: what was said and what was so."""

    low: float
    high: float
    cases: int
    said: float
    true: float


def reliability(probabilities: ArrayLike, positive: ArrayLike) -> list[Bin]:
    """Sort cases into ten bins of equal width; empty ones are left out."""
    said, true = np.asarray(probabilities, float), np.asarray(positive, bool)
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    return [
        Bin(n / BINS, (n + 1) / BINS, int(here.sum()), float(said[here].mean()), true[here].mean())
        for n in range(BINS)
        if (here := place == n).any()
    ]


def calibration_error(probabilities: ArrayLike, positive: ArrayLike) -> float:
    """Return the expected calibration error over ten bins (Guo et al. 2017)."""
    bins = reliability(probabilities, positive)
    return sum(b.cases * abs(b.said - b.true) for b in bins) / sum(b.cases for b in bins)
