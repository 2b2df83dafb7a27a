"""What a passage is made of: the smallest parts that can be quoted without losing their sense."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_NUMBER: Final = r"(?:\d{1,3}[.)]|(?i:step) \d{1,3} ?[.):\u2013\u2014-])"
LIST_ITEM: Final = re.compile(rf"^\s*(?:[-*+]|{_NUMBER})\s")
_NUMBERED: Final = re.compile(rf"^\s*{_NUMBER}\s")
_BULLET: Final = re.compile(r"^\s*[-*+]\s")
TABLE_RULE: Final = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_FENCE: Final = "```"
_SENTENCE_END: Final = re.compile(
    r"(?<=[.!?\u3002])[\"')\]\u201d]{0,2}\s+(?=[A-Z0-9\"'(\[`*\u201c])"
)
_NO_END: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|no|inc|ltd|approx|cf|al|jr|sr|fig)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_LEANS_BACK: Final = re.compile(
    r"^(?:it|its|this|that|these|those|they|he|she|his|her|their|however|but|also|then|otherwise"
    r"|instead|therefore|thus|so|and|in (?:this|that|such|these) cases?|if (?:so|not)|for example"
    r"|by default|both|either|neither|such|the (?:same|former|latter|above))\b",
    re.IGNORECASE,
)
_POINTS: Final = re.compile(r"\b(?:it|its|they|them|their|this|these|those|such)\b", re.IGNORECASE)
_MARKED: Final = re.compile(r"^(?:A|Answer)\s*[:.]\s")
_LEADS_AWAY: Final = re.compile(
    r"^\s*(?:(?:(?:read|learn|find out) )?more|next(?: steps?)?|(?:see|read) also|also see"
    r"|read (?:on|next)|related(?: \w+){0,2}|further reading|back to(?: \w+){0,3})"
    r"\s*[:\u2192\u203a>]",
    re.IGNORECASE,
)
"""So begins a line of links to other pages."""
HEADLINE_WORDS: Final = 8
PAIR_WORDS: Final = 60
"""A question and its answer in one paragraph stay together up to here."""
LOOSE_ITEM_WORDS: Final = 18
"""Items that are longer on average are statements of their own; shorter ones belong together."""
SMALL_TABLE_WORDS: Final = 60
"""A table up to here stays whole: some of its rows may say what the others take back."""
LEFT_OUT: Final = "| … |"


class Kind(StrEnum):
    SENTENCE = "sentence"
    ITEM = "item"
    LIST = "list"
    TABLE = "table"
    ROW = "row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Unit:
    """One part. `needs` is the place of the part without which it cannot be understood: what
    announces a list, the head of a table, the sentence that "it" points to.
    """

    place: int
    block: int
    kind: Kind
    text: str
    needs: int | None = None

    @property
    def words(self) -> int:
        if self.kind in (Kind.TABLE, Kind.ROW):
            return _words_of_table(self.text)
        return len(self.text.split())


def units_of(text: str) -> list[Unit]:
    """Take a passage apart, in order; steps, short lists and tables, and code stay whole, and so
    does a question with its answer. Links to other pages are left out.
    """
    units: list[Unit] = []
    blocks = blocks_of(text)
    telling = [block for block in blocks if _LEADS_AWAY.match(block) is None]
    for number, block in enumerate(telling or blocks):
        lead = units[-1] if units else None
        announced = lead.place if lead and (announces(lead.text) or is_headline(lead)) else None
        for kind, part, within in _parts(block.splitlines()):
            place = len(units)
            needs = announced if within is None else place - within
            if kind is Kind.SENTENCE:
                back = place > 0 and _LEANS_BACK.match(part) is not None
                leads = lead is not None and _leads(units[-1], number, part)
                needs = place - 1 if back or leads else None
            elif kind is Kind.CODE and lead is not None:
                needs = lead.place
            units.append(Unit(place, number, kind, part, needs))
    return units


def announces(text: str) -> bool:
    """Say whether a part only leads to the next: "Do this:", or a dash instead of the colon."""
    return text.rstrip().endswith((":", "\uff1a", " -", " \u2013", " \u2014"))


def is_question(text: str) -> bool:
    """Say whether a part asks, and so tells nothing without the next."""
    return text.rstrip().endswith(("?", "\uff1f"))


def leans(unit: Unit) -> bool:
    """Say whether a sentence inside a section points to what stands there before it."""
    alone = unit.kind is Kind.SENTENCE and unit.place > 0 and unit.needs is None
    return alone and _POINTS.search(unit.text) is not None


def is_headline(unit: Unit) -> bool:
    """Say whether a part is a line like a heading: short, and no sentence."""
    short = unit.kind is Kind.SENTENCE and unit.words <= HEADLINE_WORDS
    return short and unit.text.rstrip()[-1:].isalnum()


def _leads(before: Unit, block: int, text: str) -> bool:
    """Say whether a sentence belongs to the part before it: a heading, or a question in the same
    paragraph, or one whose answer is marked."""
    if is_headline(before) and before.block != block:
        return True
    asked = before.kind is Kind.SENTENCE and is_question(before.text)
    return asked and (before.block == block or _MARKED.match(text) is not None)


def joined(units: list[Unit]) -> str:
    """Put chosen parts together as they stood; what was left out between two shows as "…"."""
    out = ""
    last: Unit | None = None
    for unit in units:
        if last is None:
            out = unit.text
        else:
            out += _between(last, unit) + unit.text
        last = unit
    return out


def sentences(text: str) -> list[str]:
    """Split prose at its sentence ends, not after abbreviations and initials."""
    parts: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if _NO_END.search(text[start : end.start()].rstrip()) is None:
            parts.append(text[start : end.end()].strip())
            start = end.end()
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def _between(last: Unit, unit: Unit) -> str:
    gap = unit.place != last.place + 1
    if last.block != unit.block:
        return "\n\n"
    if unit.kind is Kind.ROW and gap:
        return f"\n{LEFT_OUT}\n"
    if unit.kind in (Kind.ITEM, Kind.ROW):
        return "\n"
    return " … " if gap else " "


def blocks_of(text: str) -> list[str]:
    """Split at blank lines outside code; a list whose items are spaced out is one block."""
    blocks: list[list[str]] = []
    fenced, fresh = False, True
    for line in text.strip().splitlines():
        if line.lstrip().startswith(_FENCE):
            fresh = fresh or not fenced
            fenced = not fenced
        elif not fenced and not line.strip():
            fresh = True
            continue
        if fresh:
            blocks.append([])
            fresh = False
        blocks[-1].append(line)
    merged: list[str] = []
    for lines in blocks:
        block = "\n".join(lines)
        if merged and (continues_list(merged[-1], block) or _belongs_to_item(merged[-1], block)):
            merged[-1] += "\n" + block
        else:
            merged.append(block)
    return merged


def continues_list(before: str, block: str) -> bool:
    """Say whether a list goes on with this block: the next number, or another bullet."""
    last = next((n for line in reversed(before.splitlines()) if (n := _number(line))), None)
    own = _number(block)
    if last is not None and own is not None:
        return own == last + 1
    bullets = _BULLET.match(before) is not None and _BULLET.match(block) is not None
    return bullets and last is None and own is None


def is_numbered(block: str) -> bool:
    """Say whether a block begins with a numbered step."""
    return _number(block) is not None


def _number(line: str) -> int | None:
    found = _NUMBERED.match(line)
    return int("".join(filter(str.isdigit, found[0]))) if found else None


def _belongs_to_item(before: str, block: str) -> bool:
    """Say whether an indented block goes on with the item before it."""
    return LIST_ITEM.match(before) is not None and block.startswith(("  ", "\t"))


def _parts(block: list[str]) -> Iterator[tuple[Kind, str, int | None]]:
    """Yield kind, text, and how many parts back within this block lies what the part needs."""
    first = block[0]
    if first.lstrip().startswith(_FENCE):
        yield Kind.CODE, "\n".join(block), None
    elif LIST_ITEM.match(first):
        yield from _list(block)
    elif len(block) > 1 and "|" in first and TABLE_RULE.match(block[1]):
        yield from _table(block)
    else:
        yield from ((Kind.SENTENCE, part, None) for part in _told(block))


def _told(block: list[str]) -> list[str]:
    """Return the sentences of a paragraph; one that begins with a question is one part."""
    text = " ".join(line.strip() for line in block)
    parts = sentences(text)
    pair = len(parts) > 1 and is_question(parts[0]) and len(text.split()) <= PAIR_WORDS
    return [text] if pair else parts


def _table(block: list[str]) -> Iterator[tuple[Kind, str, int | None]]:
    if _words_of_table("\n".join(block)) <= SMALL_TABLE_WORDS:
        yield Kind.TABLE, "\n".join(block), None
        return
    yield Kind.ROW, "\n".join(block[:2]), None
    for back, row in enumerate(block[2:], 1):
        yield Kind.ROW, row, back


def _words_of_table(text: str) -> int:
    return sum(word.strip("|:-") != "" for word in text.split())


def _list(block: list[str]) -> Iterator[tuple[Kind, str, int | None]]:
    items: list[str] = []
    margin = len(block[0]) - len(block[0].lstrip())
    for line in block:
        own = LIST_ITEM.match(line) and len(line) - len(line.lstrip()) <= margin
        if own or not items:
            items.append(line)
        else:
            items[-1] += "\n" + line
    words = sum(len(item.split()) for item in items)
    if _NUMBERED.match(block[0]) or words <= LOOSE_ITEM_WORDS * len(items):
        worded = block[0].lstrip()[:1].isalpha()  # "Step 1:" is a paragraph, no item of Markdown
        yield Kind.LIST, ("\n\n" if worded else "\n").join(items), None
    else:
        for item in items:
            yield Kind.ITEM, item, None
