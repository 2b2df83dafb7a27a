"""Read the best candidates and put them in their final order."""

from collections.abc import Mapping, Sequence
from typing import Final

from knowledge.contracts import ChunkReader, Passage, ReadQuery, StoredPassage
from knowledge.query.question import Question
from knowledge.query.vocabulary import Vocabulary
from knowledge.rank.drafts import Competing
from knowledge.rank.features import NAMES, Found, Wording, measure
from knowledge.rank.fusion import Candidate
from knowledge.rank.late import compare, word_weights
from knowledge.rank.mentions import Mentions
from knowledge.rank.model import ranker
from knowledge.rank.sections import sections_first
from knowledge.terms import Coverage, query_terms, words
from knowledge.urls import passage_url

RERANKED: Final = 24
"""Candidates compared word by word; what is behind them keeps its place."""


class Ordering:
    """Orders the candidates of one search after another."""

    def __init__(self, reader: ChunkReader) -> None:
        self._reader = reader

    async def best(
        self,
        asked: Question,
        read: ReadQuery,
        candidates: Sequence[Candidate],
        drafts: Competing,
    ) -> list[Passage]:
        """Return the best passages; `candidates` come ordered by their fused score."""
        chosen = candidates[: max(asked.k, RERANKED)]
        ids = [candidate.chunk_id for candidate in chosen]
        stored = await self._reader.passages(asked.assistant_id, asked.revision, ids)
        known = {passage.chunk_id: passage for passage in stored} | dict(drafts.passages)
        rarity = _rarity(asked.query, read, asked.vocabulary)
        wording = Wording.of(asked.query, rarity)
        coverage = Coverage(query_terms(asked.query))
        near = [candidate for candidate in chosen[:RERANKED] if candidate.chunk_id in known]
        front = _reranked(asked, wording, coverage, _compared(near, known, read, rarity, wording))
        behind = [candidate for candidate in chosen[RERANKED:] if candidate.chunk_id in known]
        floor = front[-1].score if front else 0.0
        for rank, candidate in enumerate(behind, len(front) + 1):
            passage = known[candidate.chunk_id]
            share = coverage.by(Mentions.of(wording.sought, passage).anywhere)
            front.append(passage_of(passage, candidate, rank, share, asked.revision, score=floor))
        return front


def _compared(
    near: Sequence[Candidate],
    known: Mapping[str, StoredPassage],
    read: ReadQuery,
    rarity: Mapping[str, float],
    wording: Wording,
) -> list[Found]:
    """Compare each candidate with the question, word by word."""
    weights = word_weights(read.words, [rarity.get(word, 0.0) for word in read.words])
    passages = [known[candidate.chunk_id] for candidate in near]
    late = compare(read, weights, [passage.tokens for passage in passages])
    return [
        Found(candidate, passage, met, Mentions.of(wording.sought, passage))
        for candidate, passage, met in zip(near, passages, late, strict=True)
    ]


def _reranked(
    asked: Question, wording: Wording, coverage: Coverage, found: Sequence[Found]
) -> list[Passage]:
    """Order by the fitted weights, then the passages of each page among themselves.

    Scores stay in descending order: a passage that moves takes the score of its new place.
    """
    features = measure(wording, found)
    scores = ranker().scores(features)
    order = sorted(range(len(found)), key=lambda n: (-scores[n], found[n].candidate.chunk_id))
    pages = [one.passage.document_id or one.passage.chunk_id for one in found]
    sections = sections_first(asked.query, order, pages, scores, features)
    places = zip(order[: asked.k], sections[: asked.k], strict=True)
    return [
        passage_of(
            found[n].passage,
            found[n].candidate,
            rank,
            coverage.by(found[n].mentions.anywhere),
            asked.revision,
            score=scores[place],
            features=dict(zip(NAMES, features[n].tolist(), strict=True)),
        )
        for rank, (place, n) in enumerate(places, 1)
    ]


def _rarity(query: str, read: ReadQuery, vocabulary: Vocabulary | None) -> dict[str, float]:
    """Return each word's weight: its rarity in the documents; all weigh the same until counted.

    Words that only lead to the question (all lines but the last) weigh half.
    """
    told = {word for term in query_terms(query) for word in words(term)} | set(read.words)
    rare = {word: vocabulary.rarity(word) if vocabulary else 1.0 for word in told}
    asked = set(words(query.rpartition("\n")[2]))
    return {word: weight if word in asked else weight / 2 for word, weight in rare.items()}


def passage_of(
    stored: StoredPassage,
    found: Candidate,
    rank: int,
    coverage: float,
    revision: int,
    *,
    score: float | None = None,
    features: Mapping[str, float] | None = None,
) -> Passage:
    """Join what is stored with how it was found."""
    features = features or {}
    return Passage(
        chunk_id=stored.chunk_id,
        document_id=stored.document_id,
        title=stored.title,
        heading_path=stored.heading_path,
        anchor=stored.anchor,
        url=passage_url(stored.url, stored.passage),
        path=stored.path,
        text=stored.text,
        before=stored.before,
        after=stored.after,
        cut_before=stored.cut_before,
        cut_after=stored.cut_after,
        score=found.score if score is None else score,
        cosine=found.cosine,
        lexical=found.lexical,
        rank=rank,
        vector_rank=found.vector_rank,
        lexical_rank=found.lexical_rank,
        coverage=coverage,
        late=features.get("late", 0.0),
        features=features,
        revision=revision,
    )
