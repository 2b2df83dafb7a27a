"""A question may name a passage: by an identifier, its heading, or two things that it compares."""

import re
from collections.abc import Sequence
from typing import Final

from graphs.turn.message.comparisons import compared
from graphs.turn.message.words import LIGHT, MEASURES, content_words
from graphs.turn.quoting.tables import beside, cells_named
from graphs.turn.quoting.units import sentences
from knowledge.contracts import Passage
from knowledge.terms import is_identifier, query_terms, words

BRIEF: Final = 4
"""Terms; in a longer question a number may be anything."""
FAR: Final = 24
"""Passages among which it is looked for; all that are compared word by word."""
NAMED_BONUS: Final = 1.0
CODE_BONUS: Final = 2.0
"""Log odds of being answered when that passage was found: vectors hardly tell one code from
another. A bare number may mean something else than a code with letters ("P-104"). Set by hand."""
COMPARED_BONUS: Final = 2.0
"""The same for a table that sets two things side by side whose difference is asked for."""
CELL_BONUS: Final = 1.0
"""The same for a table of which the question names a row and a column, or a message."""
MESSAGE_WORDS: Final = 3
"""A pasted message has at least so many words; fewer may be anything."""
_SET_APART: Final = re.compile(r"[|`\"\u201c\u201d\n]")
_CODES: Final = content_words("error code status message number response")
"""What codes are called."""
BESIDE_CELL: Final = 1
"""Content words that such a question may have besides: "access" in "Has Free API access?"."""
SAID_BY_HEADINGS: Final = 2
"""Content words; many sections have a single word ("Limits") as their heading."""


def names_something(question: str) -> bool:
    """Say whether an identifier, or two things side by side, are to be looked for."""
    return bool(_names(question)) or compared(question) is not None


def named_first(passages: Sequence[Passage], question: str) -> tuple[Passage, ...]:
    """Put the passages in front that the question names."""
    names, wanted, pair = _names(question), content_words(question), compared(question)

    def rank(passage: Passage) -> int:
        if pair:
            return 0 if _compares(passage, pair) else 1
        if _shows(passage, question):
            return 0
        return 1 if _is_named(passage, names, wanted) or _has_cell(passage, wanted) else 2

    return tuple(sorted(passages, key=rank))


def bonus(passages: Sequence[Passage], question: str, lead: str = "") -> float:
    """Return the log odds that what is named adds, when the first passage tells of it; a heading
    alone proves nothing. `lead`: what was asked before."""
    names, pair = _names(question), compared(question)
    if not passages:
        return 0.0
    if pair:
        return COMPARED_BONUS if _compares(passages[0], pair) else 0.0
    first, wanted = passages[0], content_words(question)
    if not _tells_of(first, names, wanted):
        shown = _shows(first, question) or swaps(first, lead, question)
        return CELL_BONUS if shown or _has_cell(first, wanted) else 0.0
    return CODE_BONUS if any(re.search(r"[^\W\d_]", name) for name in names) else NAMED_BONUS


def swaps(passage: Passage, lead: str, question: str) -> bool:
    """Say whether a question only puts another row or column in the place of one that the question
    before it named: "How much is Starter?", "and Growth?"."""
    asked = content_words(question) - LIGHT
    return bool(asked) and beside(passage.text, content_words(lead), asked) == asked


def _compares(passage: Passage, pair: tuple[frozenset[str], frozenset[str]]) -> bool:
    return bool(beside(passage.text, *pair))


def _shows(passage: Passage, message: str) -> bool:
    """Say whether the passage sets apart just these words, as a message that people read."""
    said = words(message)
    if len(said) < MESSAGE_WORDS or message.strip(' .!?"').lower() not in passage.text.lower():
        return False
    return any(words(part) == said for part in _SET_APART.split(passage.text))


def _has_cell(passage: Passage, wanted: frozenset[str]) -> bool:
    own = content_words(" ".join((passage.title, *passage.heading_path)))
    asked = wanted - own - LIGHT - MEASURES
    return any(len(asked - cell) <= BESIDE_CELL for cell in cells_named(passage.text, asked))


def _is_named(passage: Passage, names: set[str], wanted: frozenset[str]) -> bool:
    """Say whether a part begins with the identifiers, or the heading says what was said; one with
    a number ("October 2026") may be said beside other words.
    """
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    said = content_words(heading)
    numbered = said <= wanted and any(map(is_identifier, query_terms(heading)))
    headed = len(said) >= SAID_BY_HEADINGS and (said == wanted or numbered)
    return headed or _tells_of(passage, names, wanted)


def _whole(passage: Passage) -> str:
    return " ".join((passage.title, *passage.heading_path, passage.text))


def _names(question: str) -> set[str]:
    """Return the identifiers of a question like `error 429` or "What is billing:write?"."""
    terms = query_terms(question)
    return {term for term in terms if is_identifier(term)} if len(terms) <= BRIEF else set()


def _tells_of(passage: Passage, names: set[str], wanted: frozenset[str]) -> bool:
    """Say whether each of the identifiers begins a part, or one a part that has them all; of what
    is asked besides ("reboot EC2") some must be there, too.
    """
    besides = wanted - content_words(" ".join(names)) - LIGHT - _CODES
    if not names or (besides and not besides & content_words(_whole(passage))):
        return False
    lines = (*passage.heading_path, *passage.text.splitlines())
    named = (line for line in lines if any(name in line.lower() for name in names))
    parts = [part for line in named for part in sentences(line)]
    begun = [(first, part) for part in parts for first in query_terms(part)[:1] if first in names]
    begun = [(first, part) for first, part in begun if words(part)[:1] == words(first)[:1]]
    return names <= {first for first, _ in begun} or any(
        names <= set(query_terms(part)) for _, part in begun
    )
