"""One order out of two searches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

LEXICAL_WEIGHT = 0.5
"""What one standard deviation of the full-text score is worth beside one of the cosine."""

FOREGROUND = 20
"""Chunks that may be about what is asked."""
BEHIND = 10
"""So many cosines make a background; a small library is filled up with `USUAL`."""
USUAL = 0.2
"""Median background of the public question sets."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that one of the two searches found; ranks count from 1, 0 means not found."""

    chunk_id: str
    score: float
    cosine: float
    lexical: float
    vector_rank: int
    lexical_rank: int


def fuse(cosines: Mapping[str, float], lexical: Mapping[str, float]) -> list[Candidate]:
    """Order all candidates by the sum of their standard scores, best first.

    `cosines` has every candidate; `lexical` (best first) those that the full text found, the others
    count as 0. Equal scores are ordered by id, so that a search repeats itself.
    """
    ids = list(cosines)
    by_meaning = standard_scores(np.array([cosines[chunk_id] for chunk_id in ids]))
    by_words = standard_scores(np.array([lexical.get(chunk_id, 0.0) for chunk_id in ids]))
    score = dict(zip(ids, (by_meaning + LEXICAL_WEIGHT * by_words).tolist(), strict=True))
    nearest = sorted(ids, key=lambda chunk_id: -cosines[chunk_id])
    vector_rank = {chunk_id: rank for rank, chunk_id in enumerate(nearest, 1)}
    lexical_rank = {chunk_id: rank for rank, chunk_id in enumerate(lexical, 1)}
    return [
        Candidate(
            chunk_id,
            score[chunk_id],
            cosines[chunk_id],
            lexical.get(chunk_id, 0.0),
            vector_rank[chunk_id],
            lexical_rank.get(chunk_id, 0),
        )
        for chunk_id in sorted(ids, key=lambda chunk_id: (-score[chunk_id], chunk_id))
    ]


def background(cosines: Iterable[float]) -> float:
    """Return the mean of the cosines behind the best `FOREGROUND`.

    Questions differ in how near they are to anything at all. A library of a few pages cannot say
    so: what it lacks is supposed to be as near as usual.
    """
    behind = sorted(cosines, reverse=True)[FOREGROUND:]
    behind += [USUAL] * (BEHIND - len(behind))
    return sum(behind) / len(behind)


def standard_scores(values: Scores) -> Scores:
    """Return (value - mean) / deviation; equal values tell nothing and become 0."""
    deviation = float(values.std()) if len(values) else 0.0
    return (values - values.mean()) / deviation if deviation else np.zeros(len(values))
