"""Several questions of one turn: which of them have an answer, and which stay without one."""

import re
from collections.abc import Collection
from typing import Final

from graphs.turn.message.words import content_words
from graphs.turn.model.prompts import MARKER
from graphs.turn.state import Part, TurnState

UNNAMED: Final = 0
"""Stands for a question that the model left open without saying which."""
_MARK: Final = re.compile(rf"(?:{MARKER.pattern})([^\n]*)")


def answerable(state: TurnState) -> tuple[Part, ...]:
    """Return the questions that the documents answer each alone; none when only the whole is.

    Beside one that a passage answers, another of which that passage is the best one needs less
    certainty: half of what is quoted is not said to be unknown.
    """
    settings = state["thread"].assistant.settings
    sure = [part for part in state["parts"] if part.answerable >= settings.answer_threshold]
    told = {_best(part) for part in sure}
    nearly = settings.answer_threshold - settings.low_confidence_band
    return tuple(
        part
        for part in state["parts"]
        if part in sure or (_best(part) in told and part.answerable >= nearly)
    )


def not_answerable(state: TurnState) -> tuple[str, ...]:
    """Return the questions that stay without an answer beside those that have one."""
    good = answerable(state)
    return tuple(p.question for p in state["parts"] if p not in good) if good else ()


def without(question: str, left: Collection[str]) -> str:
    """Return what is asked without the questions that are left out."""
    for part in left:
        question = question.replace(part, "")
    return "\n".join(line for line in (one.strip() for one in question.splitlines()) if line)


def told_apart(text: str) -> tuple[str, tuple[int, ...]]:
    """Return what a model wrote, and the numbers of the questions that it left open."""
    numbers: list[int] = []
    for rest in _MARK.findall(text):
        numbers.extend([int(n) for n in re.findall(r"\d+", rest)] or [UNNAMED])
    return _MARK.sub("", text).strip(), tuple(numbers)


def unanswered(
    state: TurnState, text: str, cited: Collection[str], left: Collection[int]
) -> tuple[str, ...]:
    """Return the questions that a model's answer leaves open, of those that it was asked.

    Those are the ones that it says so of, by their numbers from 1 (`left`), and those of whose own
    passages it cites none: what has no source has no answer. `cited`: ids of the cited chunks.
    """
    asked = answerable(state) or state["parts"]
    if len(asked) == 1:
        return ()
    opened = {n for n in range(1, len(asked) + 1) if n in left}
    for n, part in enumerate(answerable(state), 1):
        if not any(passage.chunk_id in cited for passage in part.passages):
            opened.add(n)
    if UNNAMED in left and not opened:
        said = content_words(text)
        opened = {min(range(1, len(asked) + 1), key=lambda n: _met(asked[n - 1], said))}
    return tuple(part.question for n, part in enumerate(asked, 1) if n in opened)


def _best(part: Part) -> str | None:
    """Return the id of the passage that comes first."""
    return part.passages[0].chunk_id if part.passages else None


def _met(part: Part, said: frozenset[str]) -> float:
    words = content_words(part.question)
    return len(words & said) / max(1, len(words))
