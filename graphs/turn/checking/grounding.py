"""Check a model's answer against the passages it cites: figures, links, names, sources, claims."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from graphs.turn.checking.figure_words import MONTHS, UNITS
from graphs.turn.checking.figures import Figures, figures_of
from graphs.turn.checking.links import links_in, without_links
from graphs.turn.checking.marks import (
    CITATION,
    LIST_MARK,
    cited_numbers,
    in_brackets,
    in_one_form,
    valid_marks,
)
from graphs.turn.checking.wording import POLITE, PROMISE, asks_for_a_secret, commits_beyond
from graphs.turn.message.languages import ENGLISH, language_of
from graphs.turn.message.words import content_words
from knowledge.contracts import Passage
from knowledge.terms import STOPWORDS

_NAME: Final = re.compile(r"\b(?:[A-Z][\w'\u2019-]*[A-Za-z0-9]|[a-z]+[A-Z]\w*)\b")
_MADE_NAME: Final = re.compile(r"\b(?:[A-Za-z]+[a-z][A-Z]\w*|[A-Z]{2,}[A-Z0-9]*|[A-Za-z]+\d\w*)\b")
"""LinkedIn, API, Web3: no word of a language looks like this."""
_LATIN_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9'-]{2,}")
SENTENCE_END: Final = (
    r"(?:(?<=[.!?])\s+(?=[^\W\d_a-zß-ÿ]|[\"'(*_\u00bf\u00a1-])"
    r"|(?<=[\u3002\uff01\uff1f])(?!\s*(?:\[|$)))"
)
_UNIT: Final = re.compile(SENTENCE_END)
_EMPTY_CODE: Final = re.compile(r"^ *(`{3,}|~{3,})[^\n`]*\n(?:\s*\n)? *\1 *$\n?", re.MULTILINE)
_ROW: Final = re.compile(r"\s*\|")
_DIVIDER: Final = re.compile(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_STEP: Final = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)
_INVISIBLE: Final = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
LANGUAGE_CHARS: Final = 600
"""So much of the sources tells their language."""
REMEMBERED: Final = 1_000
"""Passages, since popular ones are found over and over."""
_FEW_WORDS: Final = 4
_SUPPORT: Final = 0.25
"""A sentence behind the last source of its line that shares fewer of its words with the sources
stands there on its own."""
_WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday"
_LABELS: Final = (
    "action answer cost description details example feature field important limit meaning name no "
    "note notes option permission price question role status step steps tip type value yes"
)
"""Words that head columns and lines."""
_NO_NAMES: Final = frozenset(
    {"i", "i'm", "i'll", "i've", "ok", "faq", "english", *_WEEKDAYS.split(), *UNITS, *MONTHS}
).union(STOPWORDS, _LABELS.split())
_CLAIM: Final = re.compile(
    r"\b(?:i|we)(?:'ve|\u2019ve| have| had)? ?(?:just |now |already |also |successfully )*"
    r"(?:(?:notified|informed|alerted|contacted|escalated|transferred|forwarded|connected|cancell?ed"
    r"|refunded|closed|deleted|reset|updated|changed|processed|credited|issued|upgraded|unlocked"
    r"|handed (?:you|this)|asked a (?:person|colleague))\b)"
    r"|\bi(?:'ve|\u2019ve| have)? (?:just |now |already |also |successfully )*"
    r"(?:(?!need)\w{2,}ed|sent|set up|made) your\b"
    r"|\b(?:this|the) (?:chat|conversation|ticket|case) (?:is now|has (?:now )?been|was) "
    r"(?:closed|resolved|escalated|transferred)"
    r"|^\W*your (?:account|order|subscription|plan|payment|refund) (?:is now|has been|has now been"
    r"|was) (?:closed|cancell?ed|refunded|deleted|upgraded|processed|issued)"
    r"|\b(?:a|an|our) (?:\w+ )?(?:person|agent|human|colleague|representative|rep|operator) "
    r"(?:will|has been|is going to|is being|is now)\b.{0,40}"
    r"(?:contact|call|join|notified|informed|reach|assigned)"
    r"|\bich habe .{0,60}\b(?:storniert|gekündigt|erstattet|geschlossen|gelöscht|informiert"
    r"|weitergeleitet|benachrichtigt)\b"
    r"|\bj'ai .{0,40}\b(?:annulé|remboursé|fermé|supprimé|informé|transféré|prévenu)\b"
    r"|\bhe (?:cancelado|reembolsado|cerrado|eliminado|informado|transferido|avisado)\b",
    re.IGNORECASE,
)
"""What only the product can do: nothing that a model says about it is true."""
_NOUNS_ARE_CAPITAL: Final = frozenset({"de"})


@dataclass(frozen=True, slots=True)
class Grounded:
    """What is left of an answer; `dropped` are the sentences that had no support."""

    text: str
    cited: tuple[int, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence is held against: passages, and names that others brought."""

    text: str
    known: str
    figures: Figures
    links: frozenset[str]
    words: frozenset[str]
    language: str


def ground(text: str, passages: Sequence[Passage], known: str = "") -> Grounded:
    """Keep what the cited passages support.

    Markers that name no passage are taken out. A sentence is dropped when a figure, a link or a
    name in it stands in none of the cited passages, in whatever form or language it is written; or
    when it claims that something was done. A table goes with its head, a code block with
    its last line. `known` are names the visitor or the assistant brought.
    An answer without any valid marker keeps nothing, nor one that loses a step of a numbered list.
    """
    text = in_one_form(_INVISIBLE.sub("", text), len(passages))
    cited = cited_numbers(text, len(passages))
    if not cited:
        return Grounded("", (), (text,))
    evidence = evidence_of([passages[n - 1] for n in cited], known)
    language = language_of(CITATION.sub("", text))
    kept: list[str] = []
    dropped: list[str] = []
    headless = False
    lines = text.splitlines()
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        headless = headless and bool(_ROW.match(line))
        if headless:
            dropped.append(line)
            continue
        sentences: list[str] = []
        mark = LIST_MARK.match(line)
        lead = mark.group(0) if mark else ""
        units = _UNIT.split(line[len(lead) :])
        last = max((n for n, unit in enumerate(units) if CITATION.search(unit)), default=-1)
        for n, sentence in enumerate(units):
            supported = is_supported(sentence, evidence, language)
            supported = supported and (n <= last or _is_near(sentence, evidence, language))
            (sentences if supported else dropped).append(sentence)
        if sentences:
            said = valid_marks(" ".join(sentences), len(passages))
            kept.append(lead + (said.lstrip() if said.startswith(" [") else said))
        headless = not sentences and bool(_DIVIDER.match(following))
    left = _EMPTY_CODE.sub("", "\n".join(kept))
    left = re.sub(r"\n{3,}", "\n\n", left).strip()
    if len(_STEP.findall(left)) < len(_STEP.findall(text)):
        return Grounded("", (), tuple(dropped))
    return Grounded(left, cited_numbers(left, len(passages)), tuple(dropped))


def bare_line(line: str) -> str:
    """Return a line without the mark of a list, and with marks of sources in one form."""
    return in_brackets(LIST_MARK.sub("", _INVISIBLE.sub("", line)))


def evidence_of(passages: Sequence[Passage], known: str) -> Evidence:
    """Gather what these passages support; `known`: names that others brought."""
    texts = [
        " ".join((p.title, *p.heading_path, p.text, p.before, p.after)).strip() for p in passages
    ]
    said = [_said_in(text) for text in texts]
    joined = " ".join(texts)
    return Evidence(
        joined.casefold(),
        known.casefold(),
        Figures.joined(figures for figures, _, _ in said),
        frozenset().union(*(links for _, links, _ in said), (p.url for p in passages)),
        frozenset().union(*(words for _, _, words in said)),
        language_of(joined[:LANGUAGE_CHARS]),
    )


@lru_cache(REMEMBERED)
def _said_in(text: str) -> tuple[Figures, frozenset[str], frozenset[str]]:
    """Return figures, links and words of a passage; they take two milliseconds."""
    return Figures.of(text), frozenset(links_in(text)), content_words(text)


def _is_near(sentence: str, evidence: Evidence, language: str) -> bool:
    """Say whether a sentence without a source speaks of what the sources speak of."""
    said = content_words(CITATION.sub("", sentence))
    compared = language == evidence.language == ENGLISH
    if len(said) < _FEW_WORDS or POLITE.search(sentence) or not compared:
        return True
    return len(said & (evidence.words | content_words(evidence.known))) >= _SUPPORT * len(said)


def is_supported(sentence: str, evidence: Evidence, language: str) -> bool:
    """Say whether nothing in a sentence goes beyond the evidence."""
    bare = CITATION.sub("", sentence)
    claim = _CLAIM.search(bare) or PROMISE.search(bare)
    if claim and claim.group().casefold() not in evidence.text:
        return False
    if commits_beyond(bare, evidence.text) or asks_for_a_secret(bare) or "![" in bare:
        return False
    if not links_in(bare) <= evidence.links:
        return False
    bare = without_links(bare)
    if not all(figure.is_in(evidence.figures) for figure in figures_of(bare, spelled=False)):
        return False
    return all(_is_known(name, evidence) for name in _names(bare, language))


def _is_known(name: str, evidence: Evidence) -> bool:
    """Say whether a name stands in the evidence, also as "Growth's" or in the plural."""
    plain = re.sub(r"['\u2019]s$", "", name).casefold()
    forms = {plain, plain.removesuffix("s"), plain.removesuffix("es")}
    return any(form in evidence.text or form in evidence.known for form in forms if len(form) > 1)


def _names(sentence: str, language: str) -> list[str]:
    """Return what can only be a name in this language.

    Elsewhere than at the start of a sentence or of a bold phrase that is a capitalised word; in
    German, where nouns are capital, and at those starts only what no word looks like; in scripts
    without Latin letters every Latin word.
    """
    letters = [c for c in sentence if c.isalpha()]
    if sum(c < "\u0250" for c in letters) < len(letters) / 2:
        return _LATIN_WORD.findall(sentence)
    made = [name for name in _MADE_NAME.findall(sentence) if name.casefold() not in _NO_NAMES]
    if language in _NOUNS_ARE_CAPITAL:
        return made
    stripped = sentence.lstrip(" *_\"'(`\u00bf\u00a1\u201c\u00ab")
    start = len(sentence) - len(stripped)
    names = []
    for found in _NAME.finditer(sentence):
        begins = found.start() == start or sentence[: found.start()].rstrip().endswith((":", "**"))
        if not begins and found.group().casefold() not in _NO_NAMES:
            names.append(found.group())
    return [*names, *made]
