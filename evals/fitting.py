"""Logistic regression and cross-validation, small enough to be read."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RIDGE = 60.0
"""Chosen by sets left out, see docs/evals.md: with less the fit learns the sets."""
FOLDS, REPEATS = 5, 4


def balanced(groups: Sequence[str]) -> Array:
    """Return how much each case counts when every group counts the same; 1 on average."""
    names, place, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    each: Array = (len(groups) / len(names) / sizes)[place]
    return each


def fit(inputs: Array, positive: Array, counts: Array | None = None) -> tuple[float, Array]:
    """Return bias and weights by Newton's method (Platt 1999).

    `counts`: how much each case counts; all the same when not given. The ridge acts on standardised
    inputs and not on the bias, so the mean of what is said is the mean of what is so.
    """
    counts = np.ones(len(inputs)) if counts is None else counts
    mean = np.average(inputs, axis=0, weights=counts)
    deviation = np.sqrt(np.average((inputs - mean) ** 2, axis=0, weights=counts)) + 1e-9
    design = np.c_[np.ones(len(inputs)), (inputs - mean) / deviation]
    ridge = np.diag([0.0] + [RIDGE] * inputs.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (counts * (chance - positive)) + ridge @ weights
        curve = (design * (counts * chance * (1 - chance))[:, None]).T @ design + ridge
        weights = weights - np.linalg.solve(curve, slope)
    slopes = weights[1:] / deviation
    return float(weights[0] - slopes @ mean), slopes


def probabilities(inputs: Array, bias: float, weights: Array) -> Array:
    said: Array = 1 / (1 + np.exp(-(bias + inputs @ weights)))
    return said


def cross_validated(inputs: Array, positive: Array, groups: Sequence[str]) -> Array:
    """Return probabilities said by weights that did not see the case: the mean over repeats."""
    said = np.zeros(len(positive))
    for repeat in range(REPEATS):
        fold = np.random.default_rng(repeat).integers(0, FOLDS, len(positive))
        said += _held_out(inputs, positive, groups, [fold == n for n in range(FOLDS)])
    return said / REPEATS


def left_out(inputs: Array, positive: Array, groups: Sequence[str]) -> Array:
    """Return probabilities said by weights that saw nothing of the case's group."""
    names = np.array(groups)
    parts = [names == name for name in sorted(set(groups))]
    return _held_out(inputs, positive, groups, parts)


def by_group(
    measure: Callable[[Array, Array], float], said: Array, positive: Array, groups: Sequence[str]
) -> dict[str, float]:
    """Return a measure for each group by itself."""
    names = np.array(groups)
    return {
        name: measure(said[names == name], positive[names == name])
        for name in dict.fromkeys(groups)
    }


def _held_out(
    inputs: Array, positive: Array, groups: Sequence[str], parts: Sequence[NDArray[np.bool_]]
) -> Array:
    names, said = np.array(groups), np.zeros(len(positive))
    for part in parts:
        fitted = fit(inputs[~part], positive[~part], balanced(names[~part].tolist()))
        said[part] = probabilities(inputs[part], *fitted)
    return said
