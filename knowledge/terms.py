"""The words of a query that are worth looking for."""

import re
from collections.abc import Iterable
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
_WORD = re.compile(r"[^\W_]+")
_NAMING = re.compile(r"[\d_./:@#+]")
_ENDINGS = "ations ation ings ing ies ied ments ment ers ors er or ions ion ed es s e y".split()


def query_terms(query: str) -> list[str]:
    """Return the distinct terms in order, lower case, without stop words.

    Identifiers stay whole (`ERR_TIMEOUT-42`, `api.v2`); a query of stop words only keeps them all.
    """
    found = list(dict.fromkeys(_TERM.findall(query.lower().replace("\u2019", "'"))))
    telling = [term for term in found if term not in STOPWORDS]
    return (telling or found)[:MAX_TERMS]


def coverage(terms: Iterable[str], *texts: str) -> float:
    """Return which share of the terms stands in the texts, 0..1; word forms count as the same.

    Terms with digits or joined parts count twice: they are names of things.
    """
    present_stems = {word for text in texts for word in stems(text)}
    total = present = 0
    for term in terms:
        weight = 2 if is_identifier(term) else 1
        total += weight
        parts = stems(term)
        present += weight if parts and present_stems.issuperset(parts) else 0
    return present / total if total else 0.0


def is_identifier(term: str) -> bool:
    return _NAMING.search(term) is not None


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Cut the longest known ending that leaves at least three letters; crude on purpose."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=4_000)
def stems(text: str) -> tuple[str, ...]:
    """Return the stem of each word.

    One search asks twice about a text, others about the same popular ones; some 10 MB at most.
    """
    return tuple(map(stem, words(text)))


def words(text: str) -> list[str]:
    """Return all words, lower case, without joints."""
    return _WORD.findall(text.lower())
