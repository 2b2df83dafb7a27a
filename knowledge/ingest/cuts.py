"""Cut a text that is too long to be kept whole: at lines, else at words, else anywhere."""

import re
from collections.abc import Callable, Iterator, Sequence

SLICE_CHARS = 80

Price = Callable[[Sequence[str]], list[int]]
"""Counts the word pieces of each text."""


def cut(text: str, budget: int, price: Price) -> Iterator[tuple[str, int]]:
    """Yield (piece, offset in `text`), each of at most `budget` word pieces."""
    run, start, spent, place = "", 0, 0, 0
    for unit, cost in _units(text, budget, price):
        if run.strip() and spent + cost > budget:
            yield run.rstrip(), start
            run, start, spent = "", place, 0
        run += unit
        spent += cost
        place += len(unit)
    if run.strip():
        yield run.rstrip(), start


def _units(text: str, budget: int, price: Price) -> Iterator[tuple[str, int]]:
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    for line, cost in zip(lines, price(lines), strict=True):
        if cost <= budget:
            yield line, cost
            continue
        words = re.findall(r"\s*\S+\s*?(?=\s|$)|\s+$", line)
        for word, word_cost in zip(words, price(words), strict=True):
            if word_cost <= budget:
                yield word, word_cost
            else:
                yield from _slices(word, price)


def _slices(word: str, price: Price) -> Iterator[tuple[str, int]]:
    slices = [word[place : place + SLICE_CHARS] for place in range(0, len(word), SLICE_CHARS)]
    yield from zip(slices, price(slices), strict=True)
