"""The lines of a PDF page with their size and place, and what of them is only page furniture."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject
from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

EDGE_LINES = 2
"""Running heads and feet stand among this many lines at the top and at the bottom."""
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.?)?\s*[-\u2013]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-\u2013]?"
    r"(?:\s*(?:of|/|von|\|)\s*\d{1,4})?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Piece:
    """What is written at one go, from `x` to `end`; spaces around its words are kept."""

    text: str
    x: float
    end: float
    y: float
    size: float
    bold: bool


@dataclass(slots=True)
class Line:
    """One printed line; `y` grows upwards, `size` is the height of its letters in points."""

    text: str
    size: float
    bold: bool
    y: float
    pieces: list[Piece] = field(default_factory=list)


class Fonts:
    """How wide the letters of a document's fonts are."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[DictionaryObject, dict[str, float], float]] = {}

    def width(self, font: DictionaryObject | None, text: str) -> float:
        """Return the width of a text whose letters are one point high."""
        if font is None:
            return len(text) / 2
        if id(font) not in self._known:
            made = Font.from_font_resource(font)
            named, shown = made.character_map, set(made.character_map.values())
            widths = {
                named.get(code, code): width / 1000
                for code, width in made.character_widths.items()
                if code in named or code not in shown
            }
            self._known[id(font)] = (font, widths, widths.get("default", 0.5))
        _, widths, usual = self._known[id(font)]
        return sum(widths.get(letter, usual) for letter in text)


def page_lines(page: PageObject, fonts: Fonts) -> list[Line]:
    """Return the page's lines in the order in which they are written."""
    lines: list[Line] = []
    open_line = False

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal open_line
        scale = abs(tm[3] or tm[1] or 1) * abs(cm[3] or cm[1] or 1)
        letters = round(abs(float(size or 0)) * scale, 1)
        name = str((font or {}).get("/BaseFont", "")).lower()
        bold = "bold" in name or "black" in name or "heavy" in name
        x, y = tm[4] * (cm[0] or 1) + cm[4], tm[5] * (cm[3] or 1) + cm[5]
        for place, piece in enumerate(text.split("\n")):
            if place:
                open_line = False
            if not piece.strip():
                continue
            if open_line and lines:
                lines[-1].text += piece
            else:
                lines.append(Line(piece, letters, bold, y))
                open_line = True
            end = x + fonts.width(font, " ".join(piece.split())) * letters
            lines[-1].pieces.append(Piece(piece, x, end, y, letters, bold))

    page.extract_text(visitor_text=visit)
    for line in lines:
        line.text = " ".join(line.text.split())
    return [line for line in lines if line.text]


def without_furniture(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Take away running heads, feet and page numbers.

    They stand at an edge, are no larger than the text, and repeat at the same place but for their
    numbers.
    """
    counts: Counter[tuple[str, int]] = Counter()
    for lines in pages:
        counts.update({_shape(line) for line in _edges(lines)})
    often = max(3, len(pages) * 2 // 5)
    largest = body_size(pages) * 1.05

    def repeats(line: Line) -> bool:
        if line.size > largest:
            return False
        return counts[_shape(line)] >= often or _PAGE_NUMBER.fullmatch(line.text) is not None

    cleaned = []
    for lines in pages:
        gone = {id(line) for line in _edges(lines) if repeats(line)}
        cleaned.append([line for line in lines if id(line) not in gone])
    return cleaned


def body_size(pages: Sequence[list[Line]]) -> float:
    """Return the size that most letters have."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _edges(lines: Sequence[Line]) -> list[Line]:
    ordered = sorted(lines, key=lambda line: -line.y)
    count = min(EDGE_LINES, max(1, len(ordered) // 3))
    return ordered[:count] + ordered[-count:]


def _shape(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.lower()), round(line.y / 4)
