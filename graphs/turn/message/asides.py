"""A message that says something to a form or to a person, and asks the documents besides."""

from dataclasses import dataclass
from typing import Final

from graphs.turn.forms import consent
from graphs.turn.forms.actions import ActionDefinition
from graphs.turn.message import phrases
from graphs.turn.message.clauses import asks, clauses_of, plain, without_courtesy
from graphs.turn.message.courtesy import courtesy
from graphs.turn.message.words import content_words

LEAST_WORDS: Final = 2
"""Content words of a question that is left when a value is taken out of it."""


@dataclass(frozen=True, slots=True)
class Parted:
    """`said`: what is no question to the documents; `beside`: the questions, one a line."""

    said: str
    beside: str


def wishes(text: str) -> list[str]:
    """Return the clauses of a message that by their wording may be a wish of their own."""
    clauses = clauses_of(text, _may_wish)
    return [clause for clause in clauses if _may_wish(clause)] if len(clauses) > 1 else []


def beside_wish(text: str) -> Parted:
    """Take the questions off a message that wishes for a person."""
    return _parted(text, None)


def beside_form(text: str, definition: ActionDefinition) -> Parted:
    """Take the questions off a message to a form.

    What holds a value goes to the form, though it is a question besides ("AB-123456 what does it
    cost?").
    """
    return _parted(text, definition)


def _parted(text: str, definition: ActionDefinition | None) -> Parted:
    def own(clause: str) -> bool:
        return _means_us(clause) or _unvalued(clause, definition) != clause

    said, beside = [], []
    for clause in clauses_of(without_courtesy(text), own):
        asked = plain(clause)
        left = _unvalued(asked, definition)
        holds_value = left != asked
        if holds_value or not asks(asked) or _means_us(asked):
            said.append(clause)
        if holds_value and asks(left) and len(content_words(left)) >= LEAST_WORDS:
            beside.append(left)
        elif clause not in said:
            beside.append(asked)
    return Parted(" ".join(said), "\n".join(beside))


def _means_us(clause: str) -> bool:
    return _may_wish(clause) or _replies(clause) or courtesy(clause) is not None


def _may_wish(clause: str) -> bool:
    if phrases.wishes_cancellation(clause) and not phrases.is_question(clause):
        return True
    person = phrases.insists_on_person(clause) or phrases.asks_for_person(clause)
    return person and not phrases.rules_out_person(clause)


def _replies(clause: str) -> bool:
    if consent.withdraws(clause):
        return not asks(clause)
    return consent.agrees(clause) or consent.refuses(clause)


def _unvalued(clause: str, definition: ActionDefinition | None) -> str:
    """Return a clause without the values that a form finds by their pattern."""
    for slot in definition.slots if definition else ():
        if slot.pattern is not None:
            clause = slot.pattern.sub("", clause)
    return clause
