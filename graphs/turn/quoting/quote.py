"""Extractive answers: what a passage says to the question, with lists and steps kept whole."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from graphs.turn.message.words import content_words
from graphs.turn.quoting.borders import parts_of
from graphs.turn.quoting.introductions import (
    asks_how,
    content_of_page,
    only_introduces,
    says_more,
)
from graphs.turn.quoting.slips import put_right
from graphs.turn.quoting.tables import only_asked, without_tables
from graphs.turn.quoting.units import (
    LEFT_OUT,
    Kind,
    Unit,
    announces,
    is_headline,
    is_numbered,
    is_question,
    joined,
    leans,
)
from knowledge.contracts import Passage

MAX_WORDS: Final = 85
"""What is quoted stays below, but for one list of steps or a short passage that is longer."""
DOUBTED_WORDS: Final = 41
"""The same, when the next passage is nearly as good: more of this one rarely says more."""
CLEARLY: Final = 2.4
"""Lead over the next passage's score with which one stands out; goes with the ranker's weights."""
WHOLE_WORDS: Final = 100
"""A passage as short as this is quoted as it is."""
STEPS_WORDS: Final = 120
"""A list of steps up to here is the answer to \"how do I\"."""
FEW_WORDS: Final = 70
"""After so little, other passages of the same page may add what they say."""
NEW_SHARE: Final = 0.4
"""Share of a part's words that must be new when another passage adds it."""
LOOKED_AT: Final = 4
"""Passages among which those of the same page are looked for."""
LEAST_WORDS: Final = 10
"""A quotation shorter than this is filled up with what follows: a heading alone says nothing."""
NEARLY: Final = 0.25
"""What scores below this share of the best part does not belong to the answer."""
OTHERS_NEARLY: Final = 0.45
"""The same for parts of other sections of the page."""
# A part scores the share of the question's weighted words that it has, and besides:
FIRST_BONUS: Final = 0.15
"""For standing first; half of it for standing second, and so on."""
CONTEXT_SHARE: Final = 0.3
"""Of what the part before it has, or the heading before the first."""
LIST_BONUS: Final = 0.05
CODE_MALUS: Final = 0.1
SECOND_MALUS: Final = 0.1
"""For not being of the best passage."""
EARLIER_SHARE: Final = 0.25
"""Words of what was said before count less than those of the question, which stands last."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What one passage says; `place` counts the passages given, from 0."""

    place: int
    text: str


class _Page:
    """The parts of one passage, and those that are chosen from it. `found`: the words of its parts
    before a table was narrowed, by which is told how rare a word is."""

    def __init__(self, passage: Passage) -> None:
        self.heading = content_words(" ".join(passage.heading_path))
        self.named = self.heading | content_words(passage.title)
        self.asks = is_question("".join(passage.heading_path[-1:]))
        self.chosen: set[int] = set()
        self.narrowed = False
        self._take_apart(passage)
        self.found = self.stems

    def _take_apart(self, passage: Passage) -> None:
        self.passage = passage
        self.units = parts_of(passage)
        self.stems = [content_words(unit.text) for unit in self.units]

    def narrow(self, question: str) -> None:
        """Leave of tables what a question names; the page's own words name nothing there."""
        lead, _, last = question.rpartition("\n")
        asked, before = (content_words(line) - self.named for line in (last, lead))
        text = only_asked(self.passage.text, asked, before)
        self.narrowed = text != self.passage.text
        if self.narrowed:
            self._take_apart(replace(self.passage, text=text))

    def words(self, places: set[int]) -> int:
        return sum(self.units[place].words for place in places)

    @property
    def said(self) -> set[str]:
        return {word for place in self.chosen for word in self.stems[place]}

    def repeats(self, place: int) -> bool:
        """Say whether the same words are chosen already, from another place of the passage."""
        return self.units[place].text in {self.units[other].text for other in self.chosen}

    def begin(self, most: int) -> None:
        """Choose from the top as much as fits: what is asked for is the section as a whole."""
        for unit in self.units:
            wanted = self.with_needs(unit.place)
            if self.chosen and self.words(self.chosen | wanted) > most:
                return
            self.chosen |= wanted

    def steps(self, scores: Mapping[tuple[int, int], float]) -> set[int]:
        """Return the list of steps that fits best; a list that is no sequence is none."""
        lists = [u.place for u in self.units if u.kind is Kind.LIST and is_numbered(u.text)]
        best = max(lists, key=lambda place: scores[0, place], default=None)
        wanted = set() if best is None else self.with_needs(best)
        return wanted if self.words(wanted) <= STEPS_WORDS else set()

    def with_needs(self, place: int) -> set[int]:
        """Return the part and what it cannot do without, as far as it is not chosen yet."""
        wanted = set(self._announced(place))
        while (needs := self.units[place].needs) is not None:
            wanted.add(needs)
            place = needs
        return wanted - self.chosen

    def _announced(self, place: int) -> Iterator[int]:
        """Yield the part and, when it only announces, the next one."""
        yield place
        after = place + 1
        while after < len(self.units) and self.units[after].needs == place:
            if not _only_announces(self.units[place]):
                return
            yield after
            place, after = after, after + 1

    @property
    def text(self) -> str:
        said = joined([self.units[place] for place in sorted(self.chosen)])
        return without_tables(f"{said}\n{LEFT_OUT}" if self._cuts_a_table else said)

    @property
    def _cuts_a_table(self) -> bool:
        """Say whether the last part is a row that others follow."""
        last = max(self.chosen, default=len(self.units))
        following = self.units[last + 1 : last + 2]
        return any(u.kind is Kind.ROW and u.block == self.units[last].block for u in following)


def quotes(passages: Sequence[Passage], question: str) -> list[Quote]:
    """Return what answers, in the order it stands: parts of the best passage and, when that says
    little, of others from the same page.

    Parts are chosen by the question's words, weighted by how rare they are in these passages, by
    what stands before them, and by their place. How much is said depends on how clearly the first
    passage stands out. A page that only repeats its title gives way to the next.
    """
    start = next((n for n, passage in enumerate(passages) if says_more(passage)), 0)
    passages = passages[start:]
    near = passages if only_introduces(passages[0]) else passages[:LOOKED_AT]
    same = [n for n, p in enumerate(near) if p.document_id == passages[0].document_id]
    content = content_of_page(passages, same, question)
    places = [place for place, _ in content]
    pages = [_Page(passage) for _, passage in content]
    question = put_right(question, {word for page in pages for part in page.stems for word in part})
    for page in pages:
        page.narrow(question)
    first, asked = pages[0], content_words(question)
    whole = set(range(len(first.units)))
    if first.words(whole) <= WHOLE_WORDS:
        first.chosen = whole
    elif only_introduces(passages[0]) and asked <= first.named:
        first.begin(MAX_WORDS)
    doubted = not first.chosen and not _stands_out(passages)
    scores = _scores(pages, question)
    if not first.chosen and asks_how(question):
        first.chosen |= first.steps(scores)
    ranked = sorted(scores, key=lambda key: (-scores[key], key))
    best = scores[ranked[0]] if ranked else 0.0
    words = first.words(first.chosen)
    most = DOUBTED_WORDS if doubted else MAX_WORDS
    for number, place in ranked:
        page = pages[number]
        if page.repeats(place) or scores[number, place] < NEARLY * best:
            continue
        if number > 0 and not (0 < words < FEW_WORDS and _adds(page, place, pages, asked)):
            continue
        if number > 0 and (first.narrowed or scores[number, place] < OTHERS_NEARLY * best):
            continue
        wanted = page.with_needs(place)
        if words and words + page.words(wanted) > most:
            continue
        page.chosen |= wanted
        words += page.words(wanted)
    _fill_up(first)
    return [
        Quote(start + place, page.text)
        for place, page in zip(places, pages, strict=True)
        if page.chosen
    ]


def _stands_out(passages: Sequence[Passage]) -> bool:
    """Say whether the search clearly preferred the first passage."""
    return len(passages) < 2 or passages[0].score - passages[1].score >= CLEARLY


def _adds(page: _Page, place: int, pages: Sequence[_Page], asked: Set[str]) -> bool:
    """Say whether a part of another section belongs to the answer: it has a word of the question,
    can be understood there, and tells what is not said yet, by the words that were not asked for.

    A question tells nothing, and a section that answers another question nothing to this one.
    """
    unit = page.units[place]
    own = page.stems[place] - asked
    new = own.difference(*(other.said for other in pages))
    tells_nothing = is_question(unit.text) or is_headline(unit) or leans(unit)
    if page.asks or tells_nothing or own == page.stems[place]:
        return False
    return bool(own) and len(new) >= NEW_SHARE * len(own)


def _scores(pages: Sequence[_Page], question: str) -> dict[tuple[int, int], float]:
    """Return (page, part) -> how well it fits; about 0..1.5."""
    weights = _weights(question, [words for page in pages for words in page.found])
    total = sum(weights.values()) or 1.0
    scores: dict[tuple[int, int], float] = {}
    for number, page in enumerate(pages):
        covered = [
            sum(weights[w] for w in weights if w in words) / total
            for words in (*page.stems, page.heading)
        ]
        for unit in page.units:
            if _heads_table(unit):
                continue
            place = unit.place
            score = covered[place] + FIRST_BONUS / (1 + place)
            score += CONTEXT_SHARE * covered[place - 1]  # before the first stands the heading
            score += LIST_BONUS if unit.kind in (Kind.LIST, Kind.ITEM) else 0.0
            score -= CODE_MALUS if unit.kind is Kind.CODE else 0.0
            scores[number, place] = score - (SECOND_MALUS if number else 0.0)
    return scores


def _weights(question: str, parts: Sequence[Set[str]]) -> dict[str, float]:
    """Weigh the question's words by how few parts have them."""
    last = content_words(question.splitlines()[-1] if question.strip() else "")
    spread = Counter(word for part in parts for word in part)
    return {
        word: max(0.1, math.log((len(parts) + 1) / (spread[word] + 0.5)))
        * (1.0 if word in last else EARLIER_SHARE)
        for word in sorted(content_words(question))
    }


def _fill_up(page: _Page) -> None:
    """Add what follows while too little is chosen to say anything: a heading, a fragment."""
    place = max(page.chosen, default=-1) + 1
    while page.words(page.chosen) < LEAST_WORDS and place < len(page.units):
        page.chosen |= page.with_needs(place)
        place += 1


def _only_announces(unit: Unit) -> bool:
    """Say whether a part says nothing without the next: "Do this:", a question, the head of a
    table."""
    return _heads_table(unit) or announces(unit.text) or is_question(unit.text) or is_headline(unit)


def _heads_table(unit: Unit) -> bool:
    return unit.kind is Kind.ROW and "\n" in unit.text
