"""Numbers, prices, percentages, dates and times in one form, however a language writes them.

"$1,200", "1.200 USD" and "1200 dollars" are one figure, as are "14 days", "fourteen days" and
"14 Tage", "3 March 2026" and "2026-03-03", "5 pm" and "17:00".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graphs.turn.checking.figure_words import MAGNITUDES, MONTHS, NUMBER_WORDS, UNITS

_SPACES: Final = " \u00a0\u202f"
_MONTH: Final = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_ORDINAL: Final = r"(?:st|nd|rd|th|er|ère|º|ª|\.)?"
_OF: Final = r"[\s,]*(?:of|de|di|del)?\s*"
_ISO: Final = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DOTTED: Final = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_DAY_MONTH: Final = re.compile(
    rf"\b(\d{{1,2}}){_ORDINAL}{_OF}({_MONTH})\b\.?(?:[\s,]*(?:de|del)?\s*(\d{{4}})\b)?",
    re.IGNORECASE,
)
_MONTH_DAY: Final = re.compile(
    rf"\b({_MONTH})\b\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[:.]\d)(?:[\s,]+(\d{{4}})\b)?",
    re.IGNORECASE,
)
_CJK_DATE: Final = re.compile(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_CLOCK: Final = re.compile(
    r"\b(\d{1,2})(?:[:.h](\d{2}))?\s*(a\.?m\b\.?|p\.?m\b\.?)|\b([01]?\d|2[0-3]):([0-5]\d)\b"
    r"|\b([01]?\d|2[0-3])(?:\s*uhr\b|\s?h([0-5]\d)\b|\s?h\b(?=[\s.,]))",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(rf"\d{{1,3}}(?:[{_SPACES}'\u2019]\d{{3}})+(?!\d)|\d[\d.,]*\d|\d")
_WORDS: Final = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, NUMBER_WORDS), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(r"([$€£¥₹]|\b(?:USD|EUR|GBP|CHF|JPY|US\$))\s?$")
_AFTER: Final = re.compile(
    r"[\s\u00a0\u202f-]{0,2}("
    + "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
    + r")(?![A-Za-z\u00c0-\u024f])",
    re.IGNORECASE,
)
_MAGNITUDE: Final = re.compile(
    r"[\s\u00a0-]?("
    + "|".join(sorted(map(re.escape, MAGNITUDES), key=len, reverse=True))
    + r")(?![A-Za-z\u00c0-\u024f])",
    re.IGNORECASE,
)
_UNIT_WORD: Final = re.compile(r"[^\W\d_]+|[$€£¥₹%]")
NOON: Final = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it stands in a text: every way it may be meant.

    `values` are amounts, `unit` what they count ("day", "USD", "%"), empty when nothing says so.
    A date or a time is a value of its own unit.
    """

    values: frozenset[str]
    unit: str = ""

    def is_in(self, others: "Figures") -> bool:
        """Say whether another text states this figure.

        In the same unit; or as a bare number, when that text mentions the unit elsewhere, as the
        head of a table does. A figure without a unit may stand there in any unit but a time.
        """
        if not self.unit:
            return any(self.values & known for u, known in others.known.items() if u != "clock")
        same = (self.unit, "") if self.unit in others.mentioned else (self.unit,)
        return any(self.values & others.known.get(unit, set()) for unit in same)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a text by unit.

    `mentioned` are all units that the text speaks of, also apart from their numbers: a table has
    "Price (USD)" in its head and bare numbers in its rows.
    """

    known: dict[str, set[str]]
    mentioned: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Figures":
        known: dict[str, set[str]] = {}
        for figure in figures_of(text, spelled=True):
            known.setdefault(figure.unit, set()).update(figure.values)
            if figure.unit == "date":  # a date is also support for what it is made of
                parts = {part.lstrip("0") for value in figure.values for part in value.split("-")}
                known.setdefault("", set()).update(parts - {""})
                known["date"] |= {
                    value.split("-", 1)[1] for value in figure.values if value[0] != "-"
                }
        words = _UNIT_WORD.findall(text.casefold())
        return cls(known, frozenset(UNITS[word] for word in words if word in UNITS))

    @classmethod
    def joined(cls, parts: Iterable["Figures"]) -> "Figures":
        """Return the figures of several texts as those of one."""
        known: dict[str, set[str]] = {}
        mentioned: frozenset[str] = frozenset()
        for part in parts:
            mentioned |= part.mentioned
            for unit, values in part.known.items():
                known.setdefault(unit, set()).update(values)
        return cls(known, mentioned)


def figures_of(text: str, *, spelled: bool) -> Iterator[Figure]:
    """Yield what the text states; "fourteen" without a unit behind it only if `spelled`."""
    text, dates = _dates(text)
    yield from dates
    text, times = _times(text)
    yield from times
    for found in _NUMBER.finditer(text):
        unit, scale = _unit(text, found.start(), found.end())
        values = frozenset(_plain(value * scale) for value in _readings(found.group()))
        yield Figure(values, unit)
    for found in _WORDS.finditer(text):
        unit, _ = _unit(text, found.start(), found.end())
        if unit or spelled:
            yield Figure(frozenset({str(NUMBER_WORDS[found.group().casefold()])}), unit)


def _dates(text: str) -> tuple[str, list[Figure]]:
    """Take the dates out of a text, as "2026-03-03" or, without a year, "-03-03"."""
    dates: list[Figure] = []

    def take(*readings: tuple[str | None, str, str]) -> str:
        good = {
            f"{year or ''}-{int(month):02}-{int(day):02}"
            for year, month, day in readings
            if 1 <= int(month) <= 12 and 1 <= int(day) <= 31
        }
        values = good | {value.split("-", 1)[1] for value in good if value.startswith("-")}
        dates.append(Figure(frozenset(values), "date"))
        return " " if good else " ? "

    text = _ISO.sub(lambda m: take((m[1], m[2], m[3])), text)
    text = _DOTTED.sub(lambda m: take((m[3], m[2], m[1]), (m[3], m[1], m[2])), text)
    text = _CJK_DATE.sub(lambda m: take((m[1], m[2], m[3])), text)
    text = _DAY_MONTH.sub(lambda m: take((m[3], str(MONTHS[m[2].casefold()]), m[1])), text)
    text = _MONTH_DAY.sub(lambda m: take((m[3], str(MONTHS[m[1].casefold()]), m[2])), text)
    return text, [date for date in dates if date.values]


def _times(text: str) -> tuple[str, list[Figure]]:
    """Take the times of day out of a text, as minutes since midnight."""
    times: list[Figure] = []

    def take(found: re.Match[str]) -> str:
        hour = int(found[1] or found[4] or found[6])
        minute = int(found[2] or found[5] or found[7] or 0)
        half = (found[3] or "").casefold()
        if half and hour <= NOON:
            hour = hour % NOON + (NOON if half.startswith("p") else 0)
        times.append(Figure(frozenset({str(hour * 60 + minute)}), "clock"))
        return " "

    return _CLOCK.sub(take, text), times


def _unit(text: str, start: int, end: int) -> tuple[str, float]:
    """Return what the number counts, and by which power of ten it is multiplied."""
    scale = 1.0
    magnitude = _MAGNITUDE.match(text, end)
    if magnitude:
        scale, end = MAGNITUDES[magnitude[1].casefold()], magnitude.end()
    before = _BEFORE.search(text, max(0, start - 5), start)
    if before:
        return UNITS[before[1].casefold()], scale
    after = _AFTER.match(text, end)
    return (UNITS[after[1].casefold()] if after else ""), scale


def _readings(number: str) -> set[float]:
    """Return what the digits may mean: "1.200" is 1200 in German and 1.2 in English."""
    number = re.sub(rf"[{_SPACES}'\u2019]", "", number)
    groups = re.split(r"[.,]", number)
    marks = re.findall(r"[.,]", number)
    whole = float("".join(groups))
    if not marks:
        return {whole}
    thousands = all(len(group) == 3 for group in groups[1:]) and groups[0] not in ("0", "")
    if len(set(marks)) == 2:  # the last mark is the decimal one
        return {float("".join(groups[:-1]) + "." + groups[-1])}
    if len(marks) > 1:
        return {whole} if thousands else {float(f"{groups[0]}.{''.join(groups[1:])}")}
    decimal = float(".".join(groups))
    if not thousands:
        return {decimal}
    return {whole} if marks[0] == "," else {whole, decimal}


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
