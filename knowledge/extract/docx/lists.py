"""Lists of Word files: which number each paragraph has, and how the items nest.

A paragraph has its number from itself or from its style. Numbers go on over whatever stands between
the paragraphs, level by level, until a list is started anew (ECMA-376 part 1, 17.9).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

MAX_LEVEL, MAX_TEXT = 8, 40
_PLACE = re.compile(r"%([1-9])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Item:
    """A list paragraph; `label` is set where a number alone does not say it, like `1.2`."""

    level: int
    numbered: bool
    number: int
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    start: int
    text: str


class Numbering:
    """Counts the numbered paragraphs of a document; ask in their order, each once."""

    def __init__(self, word: WordDocument) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._abstract: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        try:
            part = word.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for entry in part.iter(qn("w:abstractNum")):
            key = entry.get(qn("w:abstractNumId"), "")
            self._levels |= {(key, place): level for place, level in _levels(entry)}
        for number in part.iter(qn("w:num")):
            key = number.get(qn("w:numId"), "")
            self._abstract[key] = value_of(number, "w:abstractNumId")
            for override in number.iter(qn("w:lvlOverride")):
                place = _whole(override.get(qn("w:ilvl"), ""), 0)
                if start := value_of(override, "w:startOverride"):
                    self._restarts[key, place] = _whole(start, 1)

    def kind(self, number: str, level: int) -> str:
        """Return the format of a level: `bullet`, `decimal` and others; nothing if unknown."""
        found = self._levels.get((self._abstract.get(number, ""), level))
        return found.kind if found else ""

    def next(self, number: str, level: int) -> tuple[int, str]:
        """Count one more paragraph and return its number, with its label as it is printed."""
        key = self._abstract.get(number, number)
        counts = self._counts.setdefault(key, {})
        start = self._levels.get((key, level), _Level("", 1, "")).start
        restart = self._restarts.pop((number, level), None)
        counts[level] = (
            counts[level] + 1 if level in counts and restart is None else restart or start
        )
        for deeper in [place for place in counts if place > level]:
            del counts[deeper]
        return counts[level], self._label(key, level, counts)

    def _label(self, key: str, level: int, counts: Mapping[int, int]) -> str:
        def shown(place: re.Match[str]) -> str:
            above = int(place.group(1)) - 1
            found = self._levels.get((key, above), _Level("", 1, ""))
            count = counts.get(above, found.start)
            is_letter = found.kind.endswith("Letter") and 0 < count <= len(_LETTERS)
            return _LETTERS[count - 1] if is_letter else str(count)

        found = self._levels.get((key, level))
        return _PLACE.sub(shown, found.text).strip() if found else ""


def _levels(entry: etree._Element) -> Iterator[tuple[int, _Level]]:
    for level in entry.iter(qn("w:lvl")):
        start = _whole(value_of(level, "w:start"), 1)
        kind, text = value_of(level, "w:numFmt"), value_of(level, "w:lvlText")[:MAX_TEXT]
        yield _whole(level.get(qn("w:ilvl"), ""), 0), _Level(kind, start, text)


def value_of(parent: etree._Element | None, name: str) -> str:
    """Return the value of a child, or nothing."""
    found = parent.find(qn(name)) if parent is not None else None
    return "" if found is None else found.get(qn("w:val"), "")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def level_of(numbering: etree._Element | None) -> int:
    """Return how deep a paragraph's numbering says that it stands."""
    return min(_whole(value_of(numbering, "w:ilvl"), 0), MAX_LEVEL)


def lists(items: Iterable[Item]) -> Iterator[str]:
    """Nest a run of items by their levels."""
    open_tags: list[str] = []
    expected: list[int] = []
    parts: list[str] = []
    for item in items:
        depth = min(item.level, len(open_tags)) + 1
        tag = "ol" if item.numbered and not item.label else "ul"
        while len(open_tags) > depth:
            parts.append(f"</li></{open_tags.pop()}>")
            expected.pop()
        if len(open_tags) == depth:
            parts.append("</li>")
            if open_tags[-1] != tag:
                parts.append(f"</{open_tags.pop()}>")
                expected.pop()
        if len(open_tags) < depth:
            parts.append(f'<ol start="{item.number}">' if tag == "ol" else "<ul>")
            open_tags.append(tag)
            expected.append(item.number)
        value = f' value="{item.number}"' if tag == "ol" and item.number != expected[-1] else ""
        expected[-1] = item.number + 1
        label = f"{item.label} " if item.label else ""
        parts.append(f"<li{value}>{label}{item.text}")
    parts += [f"</li></{tag}>" for tag in reversed(open_tags)]
    yield "".join(parts)
