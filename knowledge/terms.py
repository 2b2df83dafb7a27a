"""Words: which of a query are worth looking for, their stems, and how many a text has of them."""

import re
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache

MAX_TERMS = 32
STOPWORDS = frozenset(
    """a about am an and any are as at be been being but by can could did do does doing done for
    from get got had has have having he hello her hey hi him his how i if in into is it its just
    know let like may me might my need no of on one or our out please she should so some than thank
    thanks that the their them then there these they this those to too us use used using want was
    we were what when where which while who why will with would you your yours
    i'm i've i'd it's what's can't don't doesn't isn't won't there's that's""".split()
)
_TERM = re.compile(r"[^\W_]+(?:[-_./:@#+'\u2019]+[^\W_]+)*[+#]*")
_FOREIGN_JOINT = re.compile(r"[^\w\x00-\x7f]")
_APART = bytes(n if n > 127 or chr(n).isalnum() else ord(" ") for n in range(256))
"""What each byte of UTF-8 becomes once no other joints than those of ASCII are left."""
_NAMING = re.compile(r"[\d_./:@#+]")
_ENDINGS = "ations ation ings ing ies ied ments ment ers ors er or ions ion ed es s e y".split()
_BY_LETTER = {
    letter: tuple(ending for ending in _ENDINGS if ending[-1] == letter)
    for letter in {ending[-1] for ending in _ENDINGS}
}
"""Last letter -> the endings with it, in their order."""


def query_terms(query: str) -> list[str]:
    """Return the distinct terms in order, lower case, without stop words.

    Identifiers stay whole (`ERR_TIMEOUT-42`, `api.v2`); a query of stop words only keeps them all.
    """
    found = list(dict.fromkeys(_TERM.findall(query.lower().replace("\u2019", "'"))))
    telling = [term for term in found if term not in STOPWORDS]
    return (telling or found)[:MAX_TERMS]


def coverage(terms: Sequence[str], *texts: str) -> float:
    """Return which share of the terms stands in the texts, 0..1; word forms count as the same."""
    sought = Sought(word for term in terms for word in stems(term))
    return Coverage(terms).by({word for text in texts for word in sought.within(text)})


class Coverage:
    """How many of some terms stand in one passage after another.

    Terms with digits or joined parts count twice: they are names of things.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = [(2 if is_identifier(term) else 1, frozenset(stems(term))) for term in terms]
        self._total = sum(weight for weight, _ in self._terms)

    def by(self, present_stems: Set[str | None]) -> float:
        """Return which share of the terms has all its stems there, 0..1."""
        found = [weight for weight, parts in self._terms if parts and parts <= present_stems]
        return sum(found) / self._total if self._total else 0.0


def is_identifier(term: str) -> bool:
    return _NAMING.search(term) is not None


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Cut the longest known ending that leaves at least three letters; crude on purpose."""
    for ending in _BY_LETTER.get(word[-1:], ()):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def stems(text: str) -> list[str]:
    """Return the stem of each word."""
    return list(map(stem, words(text)))


@lru_cache(maxsize=20_000)
def forms(stemmed: str) -> tuple[str, ...]:
    """Return all words that have this stem."""
    cut = stem.__wrapped__  # most of these words nobody wrote
    possible = (stemmed, *(stemmed + ending for ending in _ENDINGS))
    return tuple(word for word in possible if cut(word) == stemmed)


class Sought:
    """Recognises a few stems in texts by their forms, at half the cost of stemming each word."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._stems = {form: stemmed for stemmed in stems for form in forms(stemmed)}

    def within(self, text: str) -> list[str | None]:
        """Return the stem of each word in order, None for the words that are not sought."""
        return list(map(self._stems.get, words(text)))


@lru_cache(maxsize=2_000)
def words(text: str) -> tuple[str, ...]:
    """Return all words, lower case, without joints; searches ask about the same texts again.

    Plain ASCII is cut in half the time that a pattern takes, other text in four fifths.
    """
    lower = text.lower()
    if not lower.isascii():
        lower = _FOREIGN_JOINT.sub(" ", lower)
    return tuple(lower.encode().translate(_APART).decode().split())
