"""Late interaction: how well each word of the question is met somewhere in a passage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.contracts import ReadQuery
from knowledge.embed.pieces import unpack

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Late:
    """One passage. `score`: weighted mean over the question's words of their best cosine, 0..1.

    `worst`: the best cosine of the word that is met least; `lit`: weighted share of the words that
    are met with more than `LIT`.
    """

    score: float
    worst: float
    lit: float


LIT = 0.6
NOTHING = Late(0.0, 0.0, 0.0)


def compare(query: ReadQuery, weights: Floats, blobs: Sequence[bytes]) -> list[Late]:
    """Compare one question with the packed words of many passages (MaxSim, arXiv 2004.12832).

    `weights`: one for each row of `query.pieces`, their sum is 1. A passage without words is met by
    nothing.
    """
    vectors, sizes = unpack(blobs)
    if not len(query.pieces) or not len(vectors):
        return [NOTHING] * len(blobs)
    near = np.einsum("qd,pd->qp", query.pieces, vectors)  # BLAS would wake a second thread
    told = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[told]
    best: Floats = np.maximum.reduceat(near, starts, axis=1)
    found = [NOTHING] * len(blobs)
    counted = weights > 0
    for place, column in zip(told.tolist(), best.T, strict=True):
        lit = weights[column > LIT].sum()
        worst = column[counted].min() if counted.any() else 0.0
        found[place] = Late(float(weights @ column), float(worst), float(lit))
    return found


def word_weights(words: Sequence[str], rarity: Sequence[float]) -> Floats:
    """Share each word's rarity among its pieces; the sum is 1."""
    counts = {word: words.count(word) for word in set(words)}
    weights = np.array(
        [rare / counts[word] for word, rare in zip(words, rarity, strict=True)], np.float32
    )
    total = weights.sum()
    if total <= 0:
        return np.full(len(words), 1 / max(1, len(words)), np.float32)
    shares: Floats = weights / total
    return shares
