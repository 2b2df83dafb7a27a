"""Markdown tables: what of them is asked for, and how a chat bubble shows it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import zip_longest
from typing import Final

from graphs.turn.message.words import content_words
from graphs.turn.quoting.units import LEFT_OUT, TABLE_RULE

SHORT_CELL: Final = 3
"""Words; where no value has more, a value is understood without those beside it."""
LEAST_SAID: Final = 0.5
"""Share of a label's words that must be said to name it."""
Table = list[list[str]]
"""The cells of the head, then those of each row."""
_BAR: Final = re.compile(r"(?<!\\)\|")


def without_tables(text: str) -> str:
    """Rewrite each table as one list item a row: "What: Size; Limit: 50 MB"; the rest stays: a
    chat bubble is too narrow for columns.

    The mark of rows that were left out stays a mark.
    """
    out: list[str] = []
    for part in _parts(text):
        if isinstance(part, str):
            out.append(part)
        else:
            out += [_item(part[0], row) for row in part[1:]]
    return "\n".join(out)


def only_asked(text: str, asked: Set[str], before: Set[str] = frozenset()) -> str:
    """Leave of each table the rows that a question's words name by their first cell, and of short
    values the columns that they name by their heads; a mark stands for the rows left out.

    "How many seats has Starter?" asks for one row, "Starter or Growth?" for two rows, or for two
    columns. A table of which nothing is named, or everything, stays whole. The words of the
    question before count where this one names a row and no column, or the other way round.
    """
    out: list[str] = []
    for part in _parts(text):
        out += [part] if isinstance(part, str) else _cut_down(part, asked, before)
    return "\n".join(out)


def beside(text: str, one: Set[str], other: Set[str]) -> frozenset[str]:
    """Return the label by which a table names the other of two things, as a row or a column like
    the first; empty when none has both. Things and label are given by their words."""
    for head, *rows in _tables(text):
        for labels in (head[1:], [row[0] for row in rows]):
            said = [words for label in labels if (words := content_words(label))]
            theirs = [words for words in said if words <= other]
            if theirs and any(words <= one and words not in theirs for words in said):
                return max(theirs, key=len)
    return frozenset()


def cells_named(text: str, asked: Set[str]) -> Iterator[frozenset[str]]:
    """Yield the words of row and column for each cell of a short value that both name."""
    for head, *rows in _tables(text):
        if not _is_short(rows):
            continue
        for column in _named(head[1:], asked):
            for row in _named([row[0] for row in rows], asked):
                yield content_words(f"{head[column + 1]} {rows[row][0]}")


def _tables(text: str) -> list[Table]:
    return [part for part in _parts(text) if not isinstance(part, str)] if "|" in text else []


def _parts(text: str) -> Iterator[str | Table]:
    """Yield the lines of a text, and tables in the place of theirs."""
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        if place + 1 < len(lines) and "|" in lines[place] and TABLE_RULE.match(lines[place + 1]):
            table = [_cells(lines[place])]
            place += 2
            while place < len(lines) and "|" in lines[place]:
                table.append(_cells(lines[place]))
                place += 1
            yield table
        else:
            yield lines[place]
            place += 1


def _cut_down(table: Table, asked: Set[str], before: Set[str]) -> list[str]:
    """Return the lines of what is asked for."""
    head, *rows = table
    names, heads = [row[0] for row in rows], head[1:] if _is_short(rows) else []
    named, columns = _named(names, asked), _named(heads, asked)
    named = named or (_named(names, before) if columns else named)
    columns = columns or (_named(heads, before) if named else columns)
    kept = [row for n, row in enumerate(rows) if not named or n in named]
    if len(columns) > 1 or (named and columns):
        shown = {0, *(n + 1 for n in columns)}
        kept = [[cell for n, cell in enumerate(row) if n in shown] for row in kept]
        head = [cell for n, cell in enumerate(head) if n in shown]
    lines = [_line(head), _line(["---"] * len(head)), *map(_line, kept)]
    return lines if len(kept) == len(rows) else [*lines, LEFT_OUT]


def _is_short(rows: Table) -> bool:
    return all(len(cell.split()) <= SHORT_CELL for row in rows for cell in row[1:])


def _named(labels: Sequence[str], asked: Set[str]) -> set[int]:
    """Return the places of the labels that are named best, if some are and others are not.

    A word of most labels names none.
    """
    said = [content_words(label) for label in labels]
    spread = Counter(word for words in said for word in words)
    telling = [{w for w in words if 2 * spread[w] <= len(labels)} for words in said]
    met = [len(words & asked) / max(1, len(words)) for words in telling]
    best = max(met, default=0.0)
    named = {place for place, share in enumerate(met) if share == best >= LEAST_SAID}
    return named if len(named) < len(labels) else set()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(line.strip().strip("|"))]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _item(header: list[str], row: list[str]) -> str:
    """Name each value by its column: a cell alone ("Yes", "26") says nothing, or something else."""
    if row == _cells(LEFT_OUT):
        return "- …"
    named = [f"{h}: {v}" if h else v for h, v in zip_longest(header, row, fillvalue="") if v]
    return f"- {'; '.join(named)}"
