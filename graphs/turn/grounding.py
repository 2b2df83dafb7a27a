"""Check a model's answer against the passages it cites: numbers, links, names, sources."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from knowledge.contracts import Passage

_CITATION: Final = re.compile(r"\s?\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_NUMBER: Final = re.compile(r"\d[\d.,:]*")
_LINK: Final = re.compile(
    r"(?:https?://|www\.)[^\s)\]>\"']+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE
)
_NAME: Final = re.compile(r"\b(?:[A-Z][\w'-]*[A-Za-z0-9]|[a-z]+[A-Z]\w*)\b")
_UNIT: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(*-])")
_LIST_MARK: Final = re.compile(r"^\s*(?:[-*+]|\d{1,2}[.)])\s+")
_COMMON_CAPITALS: Final = frozenset(
    "i i'm i'll i've ok faq monday tuesday wednesday thursday friday saturday sunday january "
    "february march april may june july august september october november december english".split()
)


@dataclass(frozen=True, slots=True)
class Grounded:
    """What is left of an answer; `dropped` are the sentences that had no support."""

    text: str
    cited: tuple[int, ...]
    dropped: tuple[str, ...]


def ground(text: str, passages: Sequence[Passage], known: str = "") -> Grounded:
    """Keep what the cited passages support.

    Markers that name no passage are taken out. A sentence with a number, a link or a name that
    stands in none of the cited passages is dropped. `known` are names the visitor or the assistant
    brought. An answer without any valid marker keeps nothing.
    """
    cited = cited_numbers(text, len(passages))
    if not cited:
        return Grounded("", (), (text,))
    evidence = " ".join(_everything(passages[n - 1]) for n in cited)
    kept: list[str] = []
    dropped: list[str] = []
    for line in text.splitlines():
        sentences: list[str] = []
        mark = _LIST_MARK.match(line)
        lead = mark.group(0) if mark else ""
        for sentence in _UNIT.split(line[len(lead) :]):
            supported = _supported(sentence, evidence, known)
            (sentences if supported else dropped).append(sentence)
        if sentences:
            kept.append(lead + _valid_marks(" ".join(sentences), len(passages)))
    left = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return Grounded(left, cited_numbers(left, len(passages)), tuple(dropped))


def cited_numbers(text: str, passages: int) -> tuple[int, ...]:
    """Return the passages that the text names, each once, in order of appearance."""
    numbers = (int(n) for mark in _CITATION.findall(text) for n in re.split(r"\s*[,;]\s*", mark))
    return tuple(dict.fromkeys(n for n in numbers if 1 <= n <= passages))


def _everything(passage: Passage) -> str:
    return " ".join(
        (passage.title, *passage.heading_path, passage.text, passage.before, passage.after)
    )


def _valid_marks(text: str, passages: int) -> str:
    def keep(mark: re.Match[str]) -> str:
        numbers = cited_numbers(mark.group(0), passages)
        return "".join(f" [{n}]" for n in numbers)

    return _CITATION.sub(keep, text)


def _supported(sentence: str, evidence: str, known: str) -> bool:
    bare = _CITATION.sub("", sentence)
    links = _LINK.findall(bare)
    if any(link.rstrip(".,;:!?") not in evidence for link in links):
        return False
    bare = _LINK.sub("", bare)
    stated = {_plain(number) for number in _NUMBER.findall(evidence)}
    if any(_plain(number) not in stated for number in _NUMBER.findall(bare)):
        return False
    where = f"{evidence} {known}".casefold()
    return all(name.casefold() in where for name in _names(bare))


def _plain(number: str) -> str:
    """Return a number without thousands separators and trailing points."""
    return number.rstrip(".,:").replace(",", "")


def _names(sentence: str) -> list[str]:
    """Return capitalised words that are not just the first word of a sentence or bold phrase."""
    stripped = sentence.lstrip(" *_\"'(`")
    start = len(sentence) - len(stripped)
    names = []
    for found in _NAME.finditer(sentence):
        begins = found.start() == start or sentence[: found.start()].rstrip().endswith((":", "**"))
        if begins or found.group().casefold() in _COMMON_CAPITALS:
            continue
        names.append(found.group())
    return names
