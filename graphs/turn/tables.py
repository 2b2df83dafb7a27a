"""Markdown tables as lists: a chat bubble is too narrow for columns."""

import re
from typing import Final

_RULE: Final = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_BAR: Final = re.compile(r"(?<!\\)\|")


def without_tables(text: str) -> str:
    """Rewrite each table as one list item a row: "Size: Up to 50 MB"; the rest stays as it is."""
    lines = text.split("\n")
    out: list[str] = []
    place = 0
    while place < len(lines):
        if place + 1 < len(lines) and "|" in lines[place] and _RULE.match(lines[place + 1]):
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
    """Two columns read "a: b"; with more, each value is named by its column."""
    name, *values = row or [""]
    if len(values) <= 1:
        return f"- {': '.join(part for part in (name, *values) if part)}"
    named = [f"{h}: {v}" if h else v for h, v in zip(header[1:], values, strict=False) if v]
    return f"- {name}: {'; '.join(named)}" if name else f"- {'; '.join(named)}"
