"""What is known of each candidate when the list is put in order.

Every feature is about one chunk and one question. Names ending in `_z` are standard scores among
the candidates of this search (mean 0, deviation 1), the others lie in 0..1 unless told.

- `cosine`, `cosine_z`, `lexical_z`: meaning and BM25; `fused_z`: the sum of both standard scores.
- `late`, `late_z`, `late_worst`, `late_lit`: see `knowledge.rank.late`.
- `vector_rr`, `lexical_rr`: 1 / rank in each search, 0 when it did not find the chunk.
- `coverage`, `title`, `heading`: share of the question's words, weighted by rarity, that stand in
  the chunk with its headings and title, in the title, in the headings.
- `pairs`: share of the question's neighbouring words that are neighbours in the chunk too.
- `names`: share of the question's identifiers and numbers that stand in the chunk.
- `asked`: `coverage` by the words of the last line only (the question behind its context).
- `siblings`: best `fused_z` of the other candidates of the same document, squeezed to 0..1.
- `first`: 1 for the beginning of a document. `length`: log of the characters, relative to 1000.
"""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.contracts import StoredPassage
from knowledge.rank.fusion import Candidate, standard_scores
from knowledge.rank.late import Late
from knowledge.rank.mentions import Mentions
from knowledge.terms import Sought, is_identifier, query_terms, stem, words

NAMES = (
    *("cosine", "cosine_z", "lexical_z", "fused_z", "late", "late_z", "late_worst", "late_lit"),
    *("vector_rr", "lexical_rr", "coverage", "title", "heading", "pairs", "names", "asked"),
    *("siblings", "first", "length"),
)
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate with everything that was read about it."""

    candidate: Candidate
    passage: StoredPassage
    late: Late
    mentions: Mentions


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a query, with their rarity."""

    rarity: Mapping[str, float]
    """Stem -> share of the rarity of all."""
    last: Mapping[str, float]
    """The same for the words of the last line."""
    sought: Sought
    pairs: frozenset[tuple[str, str]]
    names: frozenset[str]

    @classmethod
    def of(cls, query: str, rarity: Mapping[str, float]) -> "Wording":
        """`rarity` maps each of the query's words to its weight."""
        lines = [line for line in query.splitlines() if line.strip()] or [query]
        terms = query_terms(query)
        told = [word for term in terms for word in words(term)]
        last = [word for term in query_terms(lines[-1]) for word in words(term)]
        stems = list(map(stem, told))
        return cls(
            rarity=_shares(told, rarity),
            last=_shares(last, rarity),
            sought=Sought(stems),
            pairs=frozenset(pairwise(stems)),
            names=frozenset(term for term in terms if is_identifier(term)),
        )


def _shares(told: Sequence[str], rarity: Mapping[str, float]) -> dict[str, float]:
    weights = {stem(word): rarity.get(word, 1.0) for word in told}
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items()} if total else {}


def measure(wording: Wording, found: Sequence[Found]) -> Matrix:
    """Return one row a candidate, one column for each of `NAMES`."""
    cosine = np.array([one.candidate.cosine for one in found])
    fused = np.array([one.candidate.score for one in found])
    late = np.array([one.late.score for one in found])
    columns = {
        "cosine": cosine,
        "cosine_z": standard_scores(cosine),
        "lexical_z": standard_scores(np.array([one.candidate.lexical for one in found])),
        "fused_z": fused,
        "late": late,
        "late_z": standard_scores(late),
        "late_worst": np.array([one.late.worst for one in found]),
        "late_lit": np.array([one.late.lit for one in found]),
        "vector_rr": np.array([_share(one.candidate.vector_rank) for one in found]),
        "lexical_rr": np.array([_share(one.candidate.lexical_rank) for one in found]),
        "siblings": _siblings(found, fused),
        **_worded(wording, found),
    }
    return np.stack([columns[name] for name in NAMES], axis=1)


def _worded(wording: Wording, found: Sequence[Found]) -> dict[str, Matrix]:
    rows = [_words_of(wording, one.passage, one.mentions) for one in found]
    names = ("coverage", "title", "heading", "pairs", "names", "asked", "first", "length")
    return dict(zip(names, np.array(rows, np.float64).reshape(-1, len(names)).T, strict=True))


def _words_of(wording: Wording, passage: StoredPassage, mentions: Mentions) -> tuple[float, ...]:
    named = _named(wording.names, passage) if wording.names else 0
    return (
        _covered(wording.rarity, mentions.anywhere),
        _covered(wording.rarity, mentions.title),
        _covered(wording.rarity, mentions.headings),
        _share_of_pairs(wording.pairs, mentions.text),
        named / len(wording.names) if wording.names else 0.0,
        _covered(wording.last, mentions.anywhere),
        float(not passage.before),
        math.log((1 + len(passage.text)) / 1000),
    )


def _share_of_pairs(pairs: frozenset[tuple[str, str]], text: Sequence[str | None]) -> float:
    return len(pairs.intersection(pairwise(text))) / len(pairs) if pairs else 0.0


def _named(names: frozenset[str], passage: StoredPassage) -> int:
    lower = f"{passage.title} {' '.join(passage.heading_path)} {passage.text}".lower()
    return sum(name in lower for name in names)


def _covered(shares: Mapping[str, float], present: Set[str | None]) -> float:
    return sum([share for word, share in shares.items() if word in present])


def _siblings(found: Sequence[Found], fused: Matrix) -> Matrix:
    documents = [one.passage.document_id for one in found]
    best = []
    for place, document in enumerate(documents):
        others = [
            float(fused[n]) for n, name in enumerate(documents) if name == document and n != place
        ]
        best.append(1 / (1 + math.exp(-max(others))) if others and document else 0.0)
    return np.array(best)


def _share(rank: int) -> float:
    return 1 / rank if rank else 0.0
