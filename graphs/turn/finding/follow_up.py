"""A follow-up asks for something else than what was quoted just now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from core.vocabulary import AuthorKind
from graphs.turn.finding.named import swaps
from graphs.turn.message.asked_kinds import Kind, kind_of
from graphs.turn.message.words import LIGHT, content_words
from graphs.turn.quoting.introductions import asks_how
from graphs.turn.quoting.source import page_and_section
from graphs.turn.quoting.tables import without_tables
from graphs.turn.quoting.units import Kind as UnitKind
from graphs.turn.quoting.units import Unit, joined, units_of
from graphs.turn.thread import ThreadMessage
from knowledge.contracts import Passage

BRIEF: Final = 3
"""A follow-up of more content words says enough for the search, whatever was quoted."""
_QUOTES: Final = re.compile(r"From our page \u201c")
_WORD: Final = re.compile(r"[^\W_]+")
_POINTS: Final = re.compile(r"\b(?:it|its|that|this|those|these|them|they|ones?)\b", re.IGNORECASE)


class Told(StrEnum):
    """What the passages have of that which a follow-up adds.

    `ANY`: it adds nothing to look for, or is none; `NEW`: something that was not said yet; `SAID`:
    only what was said already; `NOTHING`: no word of it.
    """

    ANY = "any"
    NEW = "new"
    SAID = "said"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The passages as a follow-up is answered from them, best first."""

    told: Told
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Added:
    """What a follow-up adds to the question before it; `points`: it is about the same thing."""

    lead: frozenset[str]
    words: frozenset[str]
    kind: Kind | None
    points: bool

    @classmethod
    def of(cls, lead: str, last: str) -> "_Added":
        before = content_words(lead)
        words = content_words(last) - before - LIGHT
        return cls(before, words, kind_of(last), _POINTS.search(last) is not None)

    @property
    def anything(self) -> bool:
        return self.kind is not None or bool(self.words)

    def met_by(self, text: str) -> int:
        """Return how much of it a text tells; 0 when that is no answer."""
        if self.kind is not None and not self.kind.told.search(text):
            return 0
        met = len(self.words & content_words(text))
        if self.kind is not None:
            return met + 1
        return met if 2 * met >= len(self.words) else 0

    def met_by_heading(self, heading: str) -> int:
        """The same for a heading, which may ask what is asked: "When the money arrives"."""
        kind = self.kind
        asks = kind is not None and kind.headed and kind.asked.search(heading) is not None
        return max(self.met_by(heading), int(asks))


def follows_quote(query: str, earlier: Sequence[ThreadMessage]) -> bool:
    """Say whether the last line of a query is a brief follow-up to a quoted answer."""
    lead, _, last = query.rpartition("\n")
    brief = len(content_words(last)) <= BRIEF
    return bool(lead) and brief and _QUOTES.match(_last_answer(earlier)) is not None


def follow_up(
    passages: Sequence[Passage], query: str, earlier: Sequence[ThreadMessage], most: int
) -> FollowUp:
    """Choose what answers a brief follow-up to a quoted answer.

    "How do I remove one?" after "How do I invite a teammate?" is nearest to what was just said. In
    front comes what tells most of what the last line adds and was not quoted; when only the quoted
    tells it, just that part is said again. When nothing does, what was quoted is no answer; the
    rest may say it in other words, but a time or a price is known by its form. What points back
    ("can I undo that?") is told by the same page, or by one that has the words of the question
    before; another row or column ("and Growth?") by the table that was quoted. Returns at most
    `most` passages; of the page that was quoted those behind them are looked at too.
    """
    unchanged = FollowUp(Told.ANY, tuple(passages[:most]))
    if not passages or not follows_quote(query, earlier):
        return unchanged
    lead, _, last = query.rpartition("\n")
    said = _last_answer(earlier)
    added = _Added.of(lead, last)
    quoted = [passage for passage in passages if _is_quoted(passage, said)]
    if not added.anything:
        return unchanged
    swapped = [passage for passage in quoted if swaps(passage, lead, last)]
    if swapped:
        rest = (passage for passage in passages if passage not in swapped)
        return FollowUp(Told.NEW, (*swapped, *rest)[:most])
    unsaid = FollowUp(Told.ANY, _unsaid_first(passages[:most], said))
    if not added.points and passages[0] not in quoted:
        return unsaid
    near = _near(passages, quoted, added, most)
    told, new = _best(near, [_left(passage, said) for passage in near], added)
    again, old = _best(quoted, [_told(passage, added) for passage in quoted], added)
    if old is not None and (again > told or (again == told and _stays(added, old, new))):
        elsewhere = (p for p in passages if p.document_id != old.document_id)
        return FollowUp(Told.SAID, (old, *elsewhere)[:most])
    if new is not None:
        others = [p for p in passages if p.chunk_id != new.chunk_id][: most - 1]
        return FollowUp(Told.NEW, (new, *_unsaid_first(others, said)))
    if added.kind is None and passages[0] in near and passages[0] not in quoted:
        return unsaid
    if asks_how(last) and unsaid.passages[0] not in quoted:
        return unsaid
    left = tuple(p for p in passages[:most] if p in near and p not in quoted)
    return FollowUp(Told.NOTHING, () if added.kind else left)


def _stays(added: _Added, old: Passage, new: Passage | None) -> bool:
    """Say whether of two that tell as much the quoted one answers: to what points back, and where
    the other is about something else."""
    if new is None or (added.points and added.kind is not None):
        return True
    return new.document_id != old.document_id and not added.lead <= content_words(_whole(new))


def _near(
    passages: Sequence[Passage], quoted: Sequence[Passage], added: _Added, most: int
) -> list[Passage]:
    """Return those that may be about the same thing, or about another that is named."""
    pages = {passage.document_id for passage in quoted}
    return [
        passage
        for n, passage in enumerate(passages)
        if passage.document_id in pages
        or (n < most and (not added.points or added.lead <= content_words(_whole(passage))))
    ]


def _best(
    passages: Sequence[Passage], texts: Sequence[str], added: _Added
) -> tuple[int, Passage | None]:
    """Return how much is told by the text that tells most, and its passage, cut down to it."""
    met = [
        added.met_by(text) + added.met_by_heading(" ".join(passage.heading_path)) * bool(text)
        for passage, text in zip(passages, texts, strict=True)
    ]
    if not any(met):
        return 0, None
    best = max(range(len(met)), key=lambda n: (met[n], -n))
    passage, text = passages[best], texts[best]
    if text != _whole(passage):
        passage = replace(passage, text=text, before="", after="")
    return met[best], passage


def _unsaid_first(passages: Sequence[Passage], said: str) -> tuple[Passage, ...]:
    """Put last what was quoted: it is graded with the others, but fills up no answer."""
    return tuple(sorted(passages, key=lambda passage: _is_quoted(passage, said)))


def _last_answer(earlier: Sequence[ThreadMessage]) -> str:
    return next((m.text for m in reversed(earlier) if m.author is AuthorKind.ASSISTANT), "")


def _is_quoted(passage: Passage, said: str) -> bool:
    return f"“{page_and_section(passage)}”" in said


def _whole(passage: Passage) -> str:
    return "\n\n".join((*passage.heading_path, passage.text))


def _left(passage: Passage, said: str) -> str:
    """Return what a passage has to tell; of one that was quoted the parts left out."""
    if not _is_quoted(passage, said):
        return _whole(passage)
    known = _plain(said)
    units = units_of(passage.text)
    return _with_heads(units, [u for u in units if _plain(_shown(u, units)) not in known])


def _told(passage: Passage, added: _Added) -> str:
    """Return what of a quoted passage tells what is added: some parts, or all when its heading
    says so."""
    only = _only(passage, added)
    return only or (
        _whole(passage) if added.met_by_heading("".join(passage.heading_path[-1:])) else ""
    )


def _only(passage: Passage, added: _Added) -> str:
    """Return the sentences, items and rows that tell what is added."""
    units = units_of(passage.text)
    telling = []
    for unit in units:
        lines = unit.text.splitlines() if unit.kind is UnitKind.LIST else [unit.text]
        told = "\n".join(line for line in lines if added.met_by(line))
        if told and not _heads(unit):
            telling.append(replace(unit, text=told))
    return _with_heads(units, telling)


def _with_heads(units: Sequence[Unit], chosen: Sequence[Unit]) -> str:
    """Put chosen parts together as they stood; a row says nothing without the head of its table."""
    heads = {u.needs for u in chosen if u.kind is UnitKind.ROW and u.needs is not None}
    bodies = {u.place: u for u in chosen if not _heads(u)}
    return joined([bodies.get(u.place, u) for u in units if u.place in heads | bodies.keys()])


def _heads(unit: Unit) -> bool:
    return unit.kind is UnitKind.ROW and unit.needs is None


def _shown(unit: Unit, units: Sequence[Unit]) -> str:
    """Return a part as an answer shows it."""
    head = units[unit.needs].text if unit.kind is UnitKind.ROW and unit.needs is not None else ""
    return without_tables(f"{head}\n{unit.text}" if head else unit.text)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
