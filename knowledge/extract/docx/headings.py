"""Headings of Word files that are only bold: short paragraphs of their own above other text."""

from collections.abc import Sequence
from itertools import groupby

from docx.oxml.ns import qn
from lxml import etree

MAX_CHARS = 80
MAX_RUN = 2
"""More bold paragraphs after each other are a letterhead, or emphasis."""
MAX_SHARE = 2 / 3
"""Of all paragraphs; questions with one paragraph of answer each are half of them."""
_GOES_ON = (".", ":", ";", ",", "!")
_OFF = {"0", "false", "off", "none"}


def bold_headings(
    blocks: Sequence[etree._Element], plain: Sequence[etree._Element]
) -> dict[etree._Element, int]:
    """Return how deep each of them is: 0 for the largest letters, 1 for smaller ones.

    `blocks` are all paragraphs and tables with words in their order, `plain` the paragraphs among
    them that have no style of their own.
    """
    sizes = {block: size for block in plain if (size := _heading_size(block)) is not None}
    if len(sizes) > MAX_SHARE * len(blocks):
        return {}
    found: list[etree._Element] = []
    runs = [(bold, list(run)) for bold, run in groupby(blocks, key=lambda block: block in sizes)]
    for bold, run in runs[:-1]:  # what ends the file heads nothing
        found += run if bold and len(run) <= MAX_RUN else []
    largest = max((sizes[block] for block in found), default=0)
    return {block: int(sizes[block] < largest) for block in found}


def _heading_size(paragraph: etree._Element) -> int | None:
    """Return the size of a paragraph's letters, in half points; None when it heads nothing."""
    runs = [run for run in paragraph.iter(qn("w:r")) if _text(run).strip()]
    text = "".join(map(_text, runs)).strip()
    if not runs or len(text) > MAX_CHARS or text.endswith(_GOES_ON) or not all(map(_bold, runs)):
        return None
    if (
        not any(letter.isalpha() for letter in text)
        or paragraph.find(f".//{qn('w:br')}") is not None
    ):
        return None
    return max(_size(run) for run in runs)


def _text(run: etree._Element) -> str:
    return "".join(part.text or "" for part in run.iter(qn("w:t")))


def _bold(run: etree._Element) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    if mark is not None:
        return mark.get(qn("w:val"), "") not in _OFF
    return style is not None and style.get(qn("w:val")) == "Strong"


def _size(run: etree._Element) -> int:
    said = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
    value = said.get(qn("w:val"), "") if said is not None else ""
    return int(value) if value.isdecimal() and len(value) < 5 else 0
