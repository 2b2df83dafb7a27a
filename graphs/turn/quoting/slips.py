"""Slips of the pen: a question is quoted for in the words of the page."""

import re
from collections.abc import Set
from typing import Final

from rapidfuzz.distance import OSA

from graphs.turn.message.words import content_words, stem
from knowledge.terms import words

SHORTEST_SLIP: Final = 5
"""Words below this length are not corrected: they are a letter away from many."""


def put_right(question: str, known: Set[str]) -> str:
    """Replace words that no part has by one that a part has, a slip of the pen away.

    `known`: stems of all parts.
    """
    for word in words(question):
        if len(word) < SHORTEST_SLIP or stem(word) in known or not content_words(word):
            continue
        near = (other for other in known if other[0] == word[0] and _is_slip(stem(word), other))
        meant = min(near, default=None)
        if meant is not None:
            question = re.sub(rf"\b{word}\b", meant, question, flags=re.IGNORECASE)
    return question


def _is_slip(word: str, other: str) -> bool:
    return OSA.distance(word, other, score_cutoff=1) == 1
