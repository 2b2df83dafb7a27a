"""Markdown tables as lists: a chat bubble is too narrow for columns."""

import re
from itertools import zip_longest
from typing import Final

from graphs.turn.quoting.units import LEFT_OUT, TABLE_RULE

_BAR: Final = re.compile(r"(?<!\\)\|")


def without_tables(text: str) -> str:
    """Rewrite each table as one list item a row: "What: Size; Limit: 50 MB"; the rest stays.

    The mark of rows that were left out stays a mark.
    """
    lines = text.split("\n")
    out: list[str] = []
    place = 0
    while place < len(lines):
        if place + 1 < len(lines) and "|" in lines[place] and TABLE_RULE.match(lines[place + 1]):
            header = _cells(lines[place])
            place += 2
            while place < len(lines) and "|" in lines[place]:
                out.append(_item(header, _cells(lines[place])))
                place += 1
        else:
            out.append(lines[place])
            place += 1
    return "\n".join(out)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(line.strip().strip("|"))]


def _item(header: list[str], row: list[str]) -> str:
    """Name each value by its column: a cell alone ("Yes", "26") says nothing, or something else."""
    if row == _cells(LEFT_OUT):
        return "- …"
    named = [f"{h}: {v}" if h else v for h, v in zip_longest(header, row, fillvalue="") if v]
    return f"- {'; '.join(named)}"
