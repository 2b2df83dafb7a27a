"""What queries have found: how probable it is that it answers, and two as one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from graphs.turn.confidence import ACT_PENALTY, grading
from graphs.turn.finding import named
from graphs.turn.finding.follow_up import Told
from graphs.turn.message import phrases
from graphs.turn.message.account import asks_about_own_account
from graphs.turn.state import Found, Graded, Signals
from knowledge.contracts import Passage


def graded(found: Found, question: str, *, elsewhere: bool = False) -> Graded:
    """Grade passages for the query that found them.

    `elsewhere`: the question is about another company's product.
    """
    if not found.passages:
        return Graded(found, 0.0, {})
    weights, values = grading(found.passages, found.query)
    beyond = elsewhere or phrases.asks_for_an_act(question) or asks_about_own_account(question)
    signals: Signals = {name: round(value, 4) for name, value in values.items()}
    signals["calibration"] = weights.revision
    lead = found.query.rpartition("\n")[0]
    penalty = ACT_PENALTY if beyond else -named.bonus(found.passages, question, lead)
    return Graded(found, weights.probability(values, penalty), signals)


def rather_alone(led: Graded, alone: Graded) -> Graded:
    """Choose between a question led by the one before it and the same question alone.

    Alone it is a new subject, unless what was said before makes an answer more probable. Behind
    each of its passages then stands one of the other search, since the choice may be wrong
    (measured: `docs/evals.md`, "A change of subject").
    """
    if alone.answerable < led.answerable:
        return led
    passages = interleaved([alone.found.passages, led.found.passages])
    found = replace(alone.found, passages=passages)
    signals = {**alone.signals, "alone": True, "follow_up": Told.ANY.value}
    return replace(alone, found=found, signals=signals)


def interleaved(rankings: Iterable[Sequence[Passage]]) -> tuple[Passage, ...]:
    """Take the best of each in turn, each passage once."""
    found: dict[str, Passage] = {}
    for passage in chain.from_iterable(zip_longest(*rankings)):
        if passage is not None:
            found.setdefault(passage.chunk_id, passage)
    return tuple(found.values())
