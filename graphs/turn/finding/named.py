"""A brief question may name a passage: by an identifier that it tells of, or by its heading."""

import re
from collections.abc import Sequence
from typing import Final

from graphs.turn.message.words import content_words
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
SAID_BY_HEADINGS: Final = 2
"""Content words; many sections have a single word ("Limits") as their heading."""


def names_something(question: str) -> bool:
    """Say whether an identifier is to be looked for."""
    return bool(_names(question))


def named_first(passages: Sequence[Passage], question: str) -> tuple[Passage, ...]:
    """Put the passages in front that the question names."""
    names, wanted = _names(question), content_words(question)
    return tuple(sorted(passages, key=lambda passage: not _is_named(passage, names, wanted)))


def bonus(passages: Sequence[Passage], question: str) -> float:
    """Return the log odds that a found identifier adds; a heading alone proves nothing."""
    names = _names(question)
    if not names or not passages or not _tells_of(passages[0], names):
        return 0.0
    return CODE_BONUS if any(re.search(r"[^\W\d_]", name) for name in names) else NAMED_BONUS


def _is_named(passage: Passage, names: set[str], wanted: frozenset[str]) -> bool:
    """Say whether a part begins with the identifiers, or the heading says what was said; one with
    a number ("October 2026") may be said beside other words.
    """
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    said = content_words(heading)
    numbered = said <= wanted and any(map(is_identifier, query_terms(heading)))
    headed = len(said) >= SAID_BY_HEADINGS and (said == wanted or numbered)
    return headed or _tells_of(passage, names)


def _names(question: str) -> set[str]:
    """Return the identifiers of a question like `error 429` or "What is billing:write?"."""
    terms = query_terms(question)
    return {term for term in terms if is_identifier(term)} if len(terms) <= BRIEF else set()


def _tells_of(passage: Passage, names: set[str]) -> bool:
    """Say whether each of the identifiers begins a part, or one a part that has them all."""
    if not names:
        return False
    lines = (*passage.heading_path, *passage.text.splitlines())
    named = (line for line in lines if any(name in line.lower() for name in names))
    parts = [part for line in named for part in sentences(line)]
    begun = [(first, part) for part in parts for first in query_terms(part)[:1] if first in names]
    begun = [(first, part) for first, part in begun if words(part)[:1] == words(first)[:1]]
    return names <= {first for first, _ in begun} or any(
        names <= set(query_terms(part)) for _, part in begun
    )
