"""One order out of two searches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

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


def fuse(
    cosines: Mapping[str, float], lexical: Mapping[str, float], weight: float = LEXICAL_WEIGHT
) -> list[Candidate]:
    """Order all candidates by the sum of their standard scores, best first.

    `cosines` has every candidate; `lexical` (best first) those that the full text found, the others
    count as 0. Equal scores are ordered by id, so that a search repeats itself.
    """
    ids = list(cosines)
    by_cosine = _standardised([cosines[chunk_id] for chunk_id in ids])
    by_words = _standardised([lexical.get(chunk_id, 0.0) for chunk_id in ids])
    score = {
        chunk_id: meaning + weight * words
        for chunk_id, meaning, words in zip(ids, by_cosine, by_words, strict=True)
    }
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


def _standardised(values: list[float]) -> list[float]:
    """Return (value - mean) / deviation; equal values tell nothing and become 0."""
    found = np.asarray(values, np.float64)
    deviation = found.std() if values else 0.0
    if deviation == 0:
        return [0.0] * len(values)
    standardised: list[float] = ((found - found.mean()) / deviation).tolist()
    return standardised
