"""Beginnings of pages that are no answer yet: they announce it, or say what a thing is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from graphs.turn.message.words import content_words
from graphs.turn.quoting.units import Kind, sentences, units_of
from knowledge.contracts import Passage

MOST_WORDS: Final = 60
"""A longer beginning says something itself."""
_ANNOUNCES: Final = re.compile(
    r"\bthis (?:page|article|guide|section|chapter|document|topic|tutorial|overview)"
    r" (?:\w+ )?(?:tells|lists|explains|describes|shows|covers|contains|gives|walks|helps"
    r"|provides|introduces|outlines|summari[sz]es|answers|is about|has)\b"
    r"|\b(?:all|every|everything|the most)\b[^.]*\b(?:in one place|at a glance)\b"
    r"|\b(?:on this page|in this (?:article|guide|section|chapter|tutorial)),?"
    r" (?:you|we)(?:'ll| will| can| explain| describe| show)\b"
    r"|\bhere (?:you(?:'ll| will| can)? find|is an overview|are the most)\b",
    re.IGNORECASE,
)
_ASKS_HOW: Final = re.compile(
    r"\bhow (?:do|can|could|would|should|may) (?:i|we|you|one)\b|\bhow to\b", re.IGNORECASE
)
_STEPS: Final = re.compile(r"^\s*2[.)]\s", re.MULTILINE)


def only_introduces(passage: Passage) -> bool:
    """Say whether this is the beginning of a page, and tells no more than what follows there."""
    if passage.before or len(passage.text.split()) > MOST_WORDS:
        return False
    if any(unit.kind is not Kind.SENTENCE for unit in units_of(passage.text)):
        return False
    return any(_ANNOUNCES.search(sentence) for sentence in sentences(passage.text))


def says_more(passage: Passage) -> bool:
    """Say whether a passage has more to say than its headings."""
    headed = content_words(" ".join((passage.title, *passage.heading_path)))
    return not content_words(passage.text) <= headed


def asks_how(question: str) -> bool:
    """Say whether a question wants to be told what to do."""
    return _ASKS_HOW.search(question) is not None


def content_of_page(
    passages: Sequence[Passage], places: Sequence[int], question: str
) -> list[tuple[int, Passage]]:
    """Return the places of one page with what is to be quoted there, best first.

    An introduction in front gives way to what it announces: what follows on the page, or another of
    its sections that has more of the question's words. One of which nothing follows stays. To
    "how do I" the section with the steps comes before a beginning without any.
    """
    intro = passages[places[0]]
    further = [(place, passages[place]) for place in places[1:]]
    found = [(places[0], intro), *(one for one in further if not only_introduces(one[1]))]
    if not only_introduces(intro):
        return _steps_first(found, question)
    if not intro.after.strip():
        return found
    others = found[1:]
    follows = next((n for n, (_, other) in enumerate(others) if other.text == intro.after), None)
    if follows is None:
        others.insert(0, (places[0], replace(intro, text=intro.after, before=intro.text, after="")))
    else:
        others.insert(0, others.pop(follows))
    asked = content_words(question)
    best = max(range(len(others)), key=lambda n: (_covered(others[n][1], asked), -n))
    return [others.pop(best), *others]


def _steps_first(found: list[tuple[int, Passage]], question: str) -> list[tuple[int, Passage]]:
    first = found[0][1]
    if first.before or _STEPS.search(first.text) or not asks_how(question):
        return found
    steps = next((n for n, (_, other) in enumerate(found) if _STEPS.search(other.text)), 0)
    return [found[steps], *found[:steps], *found[steps + 1 :]]


def _covered(passage: Passage, asked: frozenset[str]) -> int:
    said = content_words(" ".join((*passage.heading_path, passage.text)))
    return len(asked & said)
