"""A brief question that names an identifier wants the passage where it stands."""

from collections.abc import Sequence
from typing import Final

from knowledge.contracts import Passage
from knowledge.terms import is_identifier, query_terms

BRIEF: Final = 4
"""Terms; in a longer question a number may be anything."""
FAR: Final = 24
"""Passages among which it is looked for; all that are compared word by word."""
NAMED_BONUS: Final = 0.6
"""Log odds of being answered when that passage was found: vectors hardly tell one code from
another. Set by hand."""


def names_something(question: str) -> bool:
    """Say whether this is such a question."""
    return bool(_names(question))


def named_first(passages: Sequence[Passage], question: str) -> tuple[Passage, ...]:
    """Put the passages in front that tell of what such a question names: a line begins with it."""
    names = _names(question)
    return tuple(sorted(passages, key=lambda passage: not _tells_of(passage, names)))


def bonus(passages: Sequence[Passage], question: str) -> float:
    """Return the log odds that a found identifier adds."""
    names = _names(question)
    return NAMED_BONUS if names and passages and _tells_of(passages[0], names) else 0.0


def _names(question: str) -> set[str]:
    """Return the identifiers of a question like `error 429` or "What is billing:write?"."""
    terms = query_terms(question)
    return {term for term in terms if is_identifier(term)} if len(terms) <= BRIEF else set()


def _tells_of(passage: Passage, names: set[str]) -> bool:
    lines = (*passage.heading_path, *passage.text.splitlines())
    return bool(names) and names <= {term for line in lines for term in query_terms(line)[:1]}
