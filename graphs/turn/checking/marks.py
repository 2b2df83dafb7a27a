"""Marks of sources in a model's answer: [1] is our form, and others that can mean nothing else are
brought into it.
"""

import re
from typing import Final

CITATION: Final = re.compile(r"\s?\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\](?!\()")
LIST_MARK: Final = re.compile(r"^\s*(?:[-*+]|\d{1,2}[.)])\s+")
MOST: Final = 999

_LABEL: Final = (
    r"(?:see\s+)?(?:passages?|sources?|refs?\.?|references?|chunks?|cit(?:e|ations?)?|quellen?"
    r"|fuentes?|pasajes?)"
)
_RANGE: Final = r"\d{1,3}(?:\s*[-\u2013\u2014]\s*\d{1,3})?"
_ITEM: Final = rf"(?:(?:{_LABEL}|docs?|documents?)\s*:?\s*#?|[\^#])?{_RANGE}"
_MORE: Final = rf"(?:\s*(?:[,;&]|\b(?:and|und|et|y)\b)\s*{_ITEM}){{0,9}}"
_BRACKETED: Final = re.compile(
    rf"\s?\\?[\[\u3010\uff3b]\s*({_ITEM}{_MORE})(?:\u2020[^\]\u3011]{{0,40}}|[:,]\s[^\[\]\n]{{3,80}})?"
    r"\s*\\?[\]\u3011\uff3d](?![(:\w{+*?])",
    re.IGNORECASE,
)
"""[^1], [passage 1], [1-3], [1 and 2], an escaped [1], or in brackets of other scripts."""
_LABELLED: Final = re.compile(rf"\s?\(\s*({_LABEL}\s*:?\s*#?{_RANGE}{_MORE})\s*\)", re.IGNORECASE)
_MARKS: Final = r"((?:\s?\[\d{1,3}(?:, \d{1,3})*\])+)"
_WRAPPED: Final = re.compile(rf"\s?[(\[]\s*(?:{_LABEL}\s*:?)?{_MARKS}\s*[)\]](?!\()", re.IGNORECASE)
"""([1]), [[1]], (source: [1])"""
_SPOKEN: Final = re.compile(
    rf"\s?\bpassages?\s+#?({_RANGE}(?:(?:,| and| &)\s*{_RANGE}){{0,5}})\b", re.IGNORECASE
)
"""What the prompt calls them; no visitor has seen a passage."""
_BEHIND: Final = re.compile(
    rf"([.!?]+|[\u3002\uff01\uff1f]){_MARKS}(?=\s*$|\s+[^\Wa-z\u00df-\u00ff])", re.MULTILINE
)
_SOURCES: Final = re.compile(
    r"\n[-*_\s]*[#>*_ ]*(?:sources?|references?|citations?|quellen|fuentes|fonti)(?: used| cited)?"
    r"[*_ ]*:?[*_]*(?P<list>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_ENTRY: Final = re.compile(r"[-*+>\s]*(?:\d{1,2}[.)]\s+)?\[\d")
_NUMBERED: Final = re.compile(r"\s*\d{1,2}[.)]\s+[^\[\]]+$")
_SPAN: Final = re.compile(r"(\d+)(?:\s*[-\u2013\u2014]\s*(\d+))?")
_SUP: Final = re.compile(r"\s?<sup>\s*\[?(\d{1,3}(?:\s*,\s*\d{1,3})*)\]?\s*</sup>")
_RAISED: Final = re.compile(
    r"(?:(?<=[.!?,;])|(?<=[^\W\d_]{3}))[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]{1,3}"
)
_DIGITS: Final = str.maketrans(
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789"
)
_LINKED: Final = re.compile(
    r"\s?(?<!!)\[{1,2}\^?(\d{1,3})\]{1,2}\(<?(?:https?://|www\.|[/#.])[^()\s]{0,500}"
    r"(?:\s+\"[^\"\n]{0,200}\")?\)"
)
"""A mark with an address of the model's: where a source stands is not for the model to say."""
_DRESSED: Final = re.compile(
    r"\s?(\*{1,3}|_{1,3}|`)((?:\s?\[\d{1,3}(?:, \d{1,3})*\])+)\s?\1(?![*_`\w])"
)
_FOOTNOTE: Final = re.compile(r"^[ \t]*\[\^?\d{1,3}\]:.*$\n?", re.MULTILINE)
_COUNTED: Final = re.compile(r"\((\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\)")
_SENTENCE_ENDS: Final = re.compile(r"[ \t]*(?:[.!?](?=\s|$)|\n|$)")


def in_one_form(text: str, passages: int) -> str:
    """Return an answer with its marks as [n].

    "(1)" is a mark only where no other form is used and each stands at the end of a sentence, for
    elsewhere it counts things. Ranges reach no further than the passages.
    """
    text = in_brackets(_LINKED.sub(r" [\1]", text), passages)
    left = _FOOTNOTE.sub("", text)
    if CITATION.search(left):
        text = _without_list(_WRAPPED.sub(r"\1", _DRESSED.sub(r"\2", left)))
    elif all(_is_mark(text, found, passages) for found in _COUNTED.finditer(text)):
        text = _COUNTED.sub(r"[\1]", text)
    return _BEHIND.sub(_before_the_stop, text)


def _without_list(text: str) -> str:
    """Leave out a list of sources at the end, and put its marks to the answer when it has none."""
    found = _SOURCES.search(text)
    answer = text[: found.start()].rstrip() if found else ""
    if not found or not answer:
        return text
    cites = CITATION.search(answer) is not None
    for line in filter(str.strip, found["list"].splitlines()):
        if not (_ENTRY.match(line) or (cites and _NUMBERED.match(line))):
            return text
    if cites:
        return answer
    gap = "\n\n" if answer.splitlines()[-1].startswith(("|", "`")) else " "
    return f"{answer}{gap}{''.join(f'[{n}]' for n in CITATION.findall(found['list']))}"


def _before_the_stop(mark: re.Match[str]) -> str:
    """Return "told [1]." for "told. [1]", but leave the number of a step where it is."""
    line = mark.string[mark.string.rfind("\n", 0, mark.start()) + 1 : mark.start()]
    return mark.group() if line.strip().isdigit() else f"{mark[2]}{mark[1]}"


def in_brackets(text: str, passages: int = MOST) -> str:
    """Bring into our form what is a mark wherever it stands."""

    def ours(mark: re.Match[str]) -> str:
        numbers: list[int] = []
        for first, last in _SPAN.findall(mark.group(1)):
            if last and not 1 <= int(first) < int(last) <= passages:
                return mark.group()
            numbers += range(int(first), int(last or first) + 1)
        return f" [{', '.join(map(str, numbers))}]"

    text = _SPOKEN.sub(ours, _LABELLED.sub(ours, _BRACKETED.sub(ours, text)))
    text = _SUP.sub(r" [\1]", text)
    return _RAISED.sub(lambda raised: f" [{raised.group().translate(_DIGITS)}]", text)


def cited_numbers(text: str, passages: int) -> tuple[int, ...]:
    """Return the passages that the text names, each once, in order of appearance."""
    numbers = (int(n) for mark in CITATION.findall(text) for n in re.split(r"\s*[,;]\s*", mark))
    return tuple(dict.fromkeys(n for n in numbers if 1 <= n <= passages))


def valid_marks(text: str, passages: int) -> str:
    """Return the text without the numbers that name no passage."""

    def keep(mark: re.Match[str]) -> str:
        numbers = cited_numbers(mark.group(0), passages)
        return "".join(f" [{n}]" for n in numbers)

    return CITATION.sub(keep, text)


def claims_citing(text: str, n: int) -> str:
    """Return what a text says with the source `n`: what stands before its mark, from the mark
    before that or the beginning of the line.
    """
    claims: list[str] = []
    for line in text.splitlines():
        claim, start = "", 0
        bare = LIST_MARK.sub("", line)
        for mark in CITATION.finditer(bare):
            claim = bare[start : mark.start()].lstrip(" .,;:!?") or claim
            start = mark.end()
            if str(n) in re.findall(r"\d+", mark.group()):
                claims.append(claim)
    return " ".join(claims)


def _is_mark(text: str, counted: re.Match[str], passages: int) -> bool:
    """Say whether a number in parentheses stands at the end of a sentence and names a passage."""
    before = text[: counted.start()].rstrip(" \t")
    ends = before[-1:] in ".!?" or _SENTENCE_ENDS.match(text, counted.end()) is not None
    numbers = map(int, re.findall(r"\d+", counted.group()))
    named = all(1 <= number <= passages for number in numbers)
    return named and ends and before[-1:] not in ("", "\n")
