"""Logistic regression and cross-validation, small enough to be read."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RIDGE = 3.0
FOLDS, REPEATS = 5, 4


def fit(inputs: Array, positive: Array) -> tuple[float, Array]:
    """Return bias and weights by Newton's method (Platt 1999).

    The ridge acts on standardised inputs and not on the bias, so the mean of what is said is the
    mean of what is so: no prior is put in by hand.
    """
    mean, deviation = inputs.mean(0), inputs.std(0) + 1e-9
    design = np.c_[np.ones(len(inputs)), (inputs - mean) / deviation]
    ridge = np.diag([0.0] + [RIDGE] * inputs.shape[1])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (chance - positive) + ridge @ weights
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        weights = weights - np.linalg.solve(curve, slope)
    slopes = weights[1:] / deviation
    return float(weights[0] - slopes @ mean), slopes


def probabilities(inputs: Array, bias: float, weights: Array) -> Array:
    said: Array = 1 / (1 + np.exp(-(bias + inputs @ weights)))
    return said


def cross_validated(inputs: Array, positive: Array) -> Array:
    """Return probabilities said by weights that did not see the case: the mean over repeats."""
    said = np.zeros(len(positive))
    for repeat in range(REPEATS):
        fold = np.random.default_rng(repeat).integers(0, FOLDS, len(positive))
        said += _held_out(inputs, positive, [fold == n for n in range(FOLDS)])
    return said / REPEATS


def left_out(inputs: Array, positive: Array, groups: Sequence[str]) -> Array:
    """Return probabilities said by weights that saw nothing of the case's group."""
    names = np.array(groups)
    return _held_out(inputs, positive, [names == name for name in sorted(set(groups))])


def by_group(
    measure: Callable[[Array, Array], float], said: Array, positive: Array, groups: Sequence[str]
) -> dict[str, float]:
    """Return a measure for each group by itself."""
    names = np.array(groups)
    return {
        name: measure(said[names == name], positive[names == name])
        for name in dict.fromkeys(groups)
    }


def _held_out(inputs: Array, positive: Array, parts: Sequence[NDArray[np.bool_]]) -> Array:
    said = np.zeros(len(positive))
    for part in parts:
        said[part] = probabilities(inputs[part], *fit(inputs[~part], positive[~part]))
    return said
