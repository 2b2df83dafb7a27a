"""Where a passage uses the words of a query."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from knowledge.contracts import StoredPassage
from knowledge.terms import Sought


@dataclass(frozen=True, slots=True)
class Mentions:
    """Stems of the query, by the part of the passage that they stand in."""

    title: Set[str | None]
    headings: Set[str | None]
    text: Sequence[str | None]
    """One for each word of the text in order; None for words that were not asked for."""
    anywhere: Set[str | None]

    @classmethod
    def of(cls, sought: Sought, passage: StoredPassage) -> "Mentions":
        title = set(sought.within(passage.title))
        headings = {stem for part in passage.heading_path for stem in sought.within(part)}
        text = sought.within(passage.text)
        return cls(title, headings, text, {*title, *headings, *text})
