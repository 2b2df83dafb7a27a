"""A brief question may name a passage: by an identifier that it tells of, or by its heading."""

from collections.abc import Sequence
from typing import Final

from graphs.turn.message.words import content_words
from knowledge.contracts import Passage
from knowledge.terms import is_identifier, query_terms

BRIEF: Final = 4
"""Terms; in a longer question a number may be anything."""
FAR: Final = 24
"""Passages among which it is looked for; all that are compared word by word."""
NAMED_BONUS: Final = 1.0
"""Log odds of being answered when that passage was found: vectors hardly tell one code from
another. Set by hand."""
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
    return NAMED_BONUS if names and passages and _tells_of(passages[0], names) else 0.0


def _is_named(passage: Passage, names: set[str], wanted: frozenset[str]) -> bool:
    """Say whether a line begins with the identifiers, or the heading says what was said."""
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    headed = len(wanted) >= SAID_BY_HEADINGS and content_words(heading) == wanted
    return headed or _tells_of(passage, names)


def _names(question: str) -> set[str]:
    """Return the identifiers of a question like `error 429` or "What is billing:write?"."""
    terms = query_terms(question)
    return {term for term in terms if is_identifier(term)} if len(terms) <= BRIEF else set()


def _tells_of(passage: Passage, names: set[str]) -> bool:
    lines = (*passage.heading_path, *passage.text.splitlines())
    return bool(names) and names <= {term for line in lines for term in query_terms(line)[:1]}
