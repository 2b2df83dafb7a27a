"""Read the best candidates and put them in their final order."""

from collections.abc import Mapping, Sequence
from typing import Final

from knowledge.contracts import ChunkReader, Passage, ReadQuery, StoredPassage
from knowledge.query.question import Question
from knowledge.query.vocabulary import Vocabulary
from knowledge.rank.drafts import Competing
from knowledge.rank.features import NAMES, Asked, Found, measure
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
        query, k, revision = asked.query, asked.k, asked.revision
        placed = {candidate.chunk_id: candidate for candidate in candidates[: max(k, RERANKED)]}
        front = list(placed)[:RERANKED]
        stored = await self._reader.passages(asked.assistant_id, revision, list(placed))
        known = {passage.chunk_id: passage for passage in stored} | dict(drafts.passages)
        rarity = _rarity(query, read, asked.vocabulary)
        weights = word_weights(read.words, [rarity.get(word, 0.0) for word in read.words])
        near = [name for name in front if name in known]
        late = compare(read, weights, [known[name].tokens for name in near])
        wording = Asked.of(query, rarity)
        found = [
            Found(placed[name], known[name], met, Mentions.of(wording.sought, known[name]))
            for name, met in zip(near, late, strict=True)
        ]
        features = measure(wording, found)
        scores = ranker().scores(features)
        order = sorted(range(len(found)), key=lambda n: (-scores[n], found[n].candidate.chunk_id))
        pages = [one.passage.document_id or one.passage.chunk_id for one in found]
        sections = sections_first(query, order, pages, scores, features)
        coverage = Coverage(query_terms(query))
        ordered = [
            passage_of(
                found[n].passage,
                found[n].candidate,
                rank,
                coverage.by(found[n].mentions.anywhere),
                revision,
                score=scores[place],
                features=dict(zip(NAMES, features[n].tolist(), strict=True)),
            )
            for rank, (place, n) in enumerate(zip(order[:k], sections[:k], strict=True), 1)
        ]
        floor = min(scores, default=0.0)
        behind = [name for name in list(placed)[RERANKED:] if name in known]
        for rank, name in enumerate(behind[: k - len(ordered)], len(ordered) + 1):
            share = coverage.by(Mentions.of(wording.sought, known[name]).anywhere)
            passage = passage_of(known[name], placed[name], rank, share, revision, score=floor)
            ordered.append(passage)
        return ordered


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
