"""Slips of the pen in a query, put right by the words of the documents."""

import re

from knowledge.contracts import Embedder
from knowledge.terms import query_terms
from knowledge.vocabulary import Vocabulary


def respelled(query: str, vocabulary: Vocabulary | None, embedder: Embedder) -> str:
    """Replace words that are in no document by the word that was meant, where one is.

    What the embedding knows as one whole word is a word, and stays as it is.
    """
    if vocabulary is None:
        return query
    unknown = [term for term in query_terms(query) if term.isalpha() and not vocabulary.knows(term)]
    meant = {term: vocabulary.meant(term) for term in unknown}
    slips = {term: word for term, word in meant.items() if word is not None}
    if not slips:
        return query
    whole = dict(zip(slips, embedder.count_tokens(list(slips)), strict=True))
    for term, word in slips.items():
        if whole[term] > 1:
            query = re.sub(rf"\b{re.escape(term)}\b", word, query, flags=re.IGNORECASE)
    return query
