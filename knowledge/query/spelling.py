"""Slips of the pen in a query, put right by the words of the documents."""

import re
from collections import Counter

from rapidfuzz.distance import OSA

from knowledge.contracts import Embedder
from knowledge.query.vocabulary import Vocabulary
from knowledge.terms import STOPWORDS, query_terms

SHORTEST_MEANT = 3
"""Of the small words nothing shorter is what somebody meant: two letters are near to everything."""


def respelled(query: str, vocabulary: Vocabulary | None, embedder: Embedder) -> str:
    """Replace words that are in no document by the word that was meant, where one is.

    Small words ("how", "where") are meant too: as an unknown word, the slip would be the rarest and
    weigh the most. What the embedding knows as one whole word is a word, and stays as it is.
    """
    if vocabulary is None:
        return query
    unknown = [term for term in query_terms(query) if term.isalpha() and not vocabulary.knows(term)]
    meant = {term: _small_word(term) or vocabulary.meant(term) for term in unknown}
    slips = {term: word for term, word in meant.items() if word is not None}
    if not slips:
        return query
    whole = dict(zip(slips, embedder.count_tokens(list(slips)), strict=True))
    for term, word in slips.items():
        if whole[term] > 1:
            query = re.sub(rf"\b{re.escape(term)}\b", word, query, flags=re.IGNORECASE)
    return query


def _small_word(term: str) -> str | None:
    """Return the stop word that this is with one letter missing, doubled or swapped, or None.

    A wrong letter is no such slip: short names of things are one letter away from many words.
    """
    near = (
        word
        for word in STOPWORDS
        if len(word) >= SHORTEST_MEANT and word[0] == term[0] and OSA.distance(term, word) == 1
    )
    return min((word for word in near if _only_misplaced(term, word)), default=None)


def _only_misplaced(term: str, word: str) -> bool:
    letters, meant = Counter(term), Counter(word)
    return letters <= meant or (meant < letters and letters.keys() == meant.keys())
