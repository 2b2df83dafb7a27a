"""Take away the links from one page of a site to the one before and the one after it."""

import re
from collections import Counter
from itertools import islice

from bs4 import Tag

_STEP = re.compile(
    r"[\W_]*(?:previous|prev|next|zurück|vorherige|weiter|nächste|précédent|suivant|anterior|"
    r"siguiente|precedente|successivo|vorige|volgende)(?: (?:page|article|topic|chapter|section|"
    r"lesson|post|seite|artikel))?[\W_]*",
    re.IGNORECASE,
)
_BOTH = re.compile(r"[\W_]*(?:previous|prev|next)(?: \w+)? ?[:→»] ?\S.{0,120}", re.IGNORECASE)
_RELATIONS = frozenset({"prev", "next"})
_MAX_PARTS, _MAX_ROW, _MAX_CHARS = 6, 24, 200
"""Pieces of text in one link and in its row, and characters in one link."""
_WORD = re.compile(r"\w")
_PAGE = frozenset({"body", "main", "article", "html", "[document]"})


def drop_steps(body: Tag) -> None:
    """Drop links such as "Next: Plans and prices" that stand for themselves, and what held only
    them; a link in a sentence ("Press Next") stays."""
    for link in body.find_all("a", href=True):
        if not link.decomposed and _leads_on(link) and _stands_alone(link):
            _drop(link)


def _leads_on(link: Tag) -> bool:
    """Tell by its relation, or by its first or last words: the label stands beside the title."""
    if _RELATIONS.intersection(link.get("rel") or []):
        return True
    parts = list(islice(link.stripped_strings, _MAX_PARTS + 1))
    if not parts or len(parts) > _MAX_PARTS or sum(map(len, parts)) > _MAX_CHARS:
        return False
    at_ends = (parts[0], parts[-1])
    return any(_STEP.fullmatch(part) for part in at_ends) or bool(_BOTH.fullmatch(" ".join(parts)))


def _stands_alone(link: Tag) -> bool:
    """Whether its row holds at most a few other links and no words besides."""
    row = link.parent
    if row is None or row.name in {"td", "th"}:
        return False
    words = _first_words(row)
    if len(words) > _MAX_ROW:
        return False
    linked = Counter(text for other in row.find_all("a") for text in other.stripped_strings)
    besides = Counter(words) - linked
    return not any(_WORD.search(text) for text in besides)


def _drop(link: Tag) -> None:
    """Take it away with every element that holds nothing else."""
    node, words = link, _first_words(link)
    while (
        isinstance(holder := node.parent, Tag)
        and holder.name not in _PAGE
        and _first_words(holder) == words
    ):
        node = holder
    node.decompose()


def _first_words(tag: Tag) -> list[str]:
    return list(islice(tag.stripped_strings, _MAX_ROW + 1))
