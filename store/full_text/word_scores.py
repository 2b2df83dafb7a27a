"""What FTS5 gives each word of a query, remembered for as long as its index stands still.

The BM25 of several words is the sum of that of each. Who asks for all of them at once has the
length of every chunk with any of them looked up, thousands for everyday words; here that happens
once a word, not once a search. The sums are those that FTS5 makes, in its order.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from store.full_text import words

KEPT: Final = 500_000
"""Scores at most, of 16 bytes each."""
A_WORD: Final = 20
"""What a word itself takes of them."""
TOO_COMMON: Final = 50_000
"""A word in more chunks is not remembered; with one, FTS5 answers for all."""

UNIT: Final = 2.0**57
"""FTS5's numbers come exactly, as so many parts of 1 and of such a part, in one text: each row of a
result costs a thread the interpreter's lock twice."""

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]

# The counts of rows and words, the list of the index's parts with a number that only grows, and
# what changes when the table is made anew.
_STATE = text("""
    SELECT block FROM chunk_words_data WHERE id IN (1, 10)
    UNION ALL SELECT schema_version FROM pragma_schema_version
""")
# Weights and who may see what are those of `words`.
_WITH_ONE_WORD = text("""
    SELECT group_concat(rowid), group_concat(units), group_concat(CAST(rest * :unit AS INTEGER))
    FROM (
        SELECT rowid, CAST(score AS INTEGER) AS units, score - CAST(score AS INTEGER) AS rest
        FROM (
            SELECT rowid, -bm25(chunk_words, 4.0, 2.0, 1.0) * :unit AS score
            FROM chunk_words WHERE chunk_words MATCH :match LIMIT :most
        )
    )
""")
_VISIBLE = text("""
    SELECT json_group_array(chunk_id) FROM (
        SELECT k.chunk_id
        FROM json_each(:rows) best LEFT JOIN chunks k INDEXED BY ix_chunks_visible
            ON k.row_id = best.value
            AND k.assistant_id = :assistant_id
            AND k.since <= :at AND (k.until IS NULL OR k.until > :at)
        ORDER BY best.key
    )
""")


class WordScores:
    """Finds what `words.find` finds. One for a database; any thread may ask."""

    def __init__(self) -> None:
        self._kept = _Kept(())

    def find(
        self, s: Session, assistant_id: str, revision: int, terms: Sequence[str], limit: int
    ) -> list[tuple[str, float]]:
        """Return what `words.find` returns; after each change of the index it asks that first.

        So an ingestion, which changes it all the time, makes no search dearer.
        """
        if terms and s.get_bind().dialect.name == "sqlite":
            state, kept = tuple(s.execute(_STATE).scalars()), self._kept
            if kept.state != state:
                self._kept = _Kept(state)
            elif (found := kept.of(s, terms)) is not None:
                asked = {"assistant_id": assistant_id, "at": revision}
                return _best_visible(s, asked, found, limit)
        return words.find(s, assistant_id, revision, terms, limit)


@dataclass(frozen=True, slots=True)
class _Found:
    """Chunks by their rows."""

    rows: Rows
    scores: Scores


@dataclass(slots=True)
class _Kept:
    """The words asked for in one state of the index, the oldest first; None is too common."""

    state: tuple[object, ...]
    known: OrderedDict[str, _Found | None] = field(default_factory=OrderedDict)
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def of(self, s: Session, terms: Sequence[str]) -> list[_Found] | None:
        """Return each term's chunks, or None when one is in too many."""
        found = []
        for term in terms:
            with self.lock:
                is_known, one = term in self.known, self.known.get(term)
                if is_known:
                    self.known.move_to_end(term)
            if not is_known:
                one = _read(s, term)
                self._keep(term, one)
            if one is None:
                return None
            found.append(one)
        return found

    def _keep(self, term: str, found: _Found | None) -> None:
        with self.lock:
            if term in self.known:
                return
            self.known[term] = found
            self.size += _size(found)
            while self.size > KEPT:
                self.size -= _size(self.known.popitem(last=False)[1])


def _size(found: _Found | None) -> int:
    return A_WORD + (0 if found is None else len(found.rows))


def _read(s: Session, term: str) -> _Found | None:
    asked = {"match": words.matching([term]), "most": TOO_COMMON + 1, "unit": UNIT}
    rows, units, rest = (_numbers(listed) for listed in s.execute(_WITH_ONE_WORD, asked).one())
    if len(rows) > TOO_COMMON:
        return None
    return _Found(rows, (units.astype(np.float64) + rest / UNIT) / UNIT)


def _numbers(listed: str | None) -> Rows:
    return np.fromstring(listed or "", np.int64, sep=",")


def _best_visible(
    s: Session, asked: Mapping[str, object], found: Sequence[_Found], limit: int
) -> list[tuple[str, float]]:
    """Look at the best, and at more while others' stand in front."""
    rows = np.concatenate([one.rows for one in found])
    scores = np.concatenate([one.scores for one in found])
    summed = np.bincount(rows, scores).astype(np.float64, copy=False)
    rows = np.flatnonzero(summed)
    best: list[tuple[str, float]] = []
    for looked_at in (limit, words.LOOKED_AT * limit, len(rows)):
        front = _front(rows, summed[rows], looked_at)
        listed = orjson.dumps(front.tolist()).decode()
        names = orjson.loads(s.execute(_VISIBLE, {**asked, "rows": listed}).scalar_one())
        scores = summed[front].tolist()
        best = [(name, score) for name, score in zip(names, scores, strict=True) if name]
        if len(best) >= limit or len(front) == len(rows):
            break
    return best[:limit]


def _front(rows: Rows, scores: Scores, count: int) -> Rows:
    """Return that many rows of the best scores, best first; equal ones by their number."""
    if len(rows) > count:
        last = np.partition(scores, -count)[-count]
        rows, scores = rows[scores >= last], scores[scores >= last]
    front: Rows = rows[np.lexsort((rows, -scores))][:count]
    return front
