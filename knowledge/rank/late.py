"""Late interaction: how well each word of the question is met somewhere in a passage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.contracts import ReadQuery
from knowledge.embed.pieces import cosines

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
    near, sizes = cosines(query.pieces, blobs)
    if not near.size:
        return [NOTHING] * len(blobs)
    told = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[told]
    best: Floats = np.maximum.reduceat(near, starts, axis=1)
    counted = best[weights > 0]
    worst = counted.min(axis=0) if len(counted) else np.zeros(len(told))
    found = [NOTHING] * len(blobs)
    columns = ((weights @ best).tolist(), worst.tolist(), (weights @ (best > LIT)).tolist())
    for place, *met in zip(told.tolist(), *columns, strict=True):
        found[place] = Late(*met)
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
