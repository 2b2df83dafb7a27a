"""Which topics a short question may mean, when several fit it equally well."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from core.vocabulary import AuthorKind
from graphs.turn.message.words import content_words
from graphs.turn.thread import ThreadMessage
from knowledge.contracts import Passage

MAX_CHOICES: Final = 3
MAX_WORDS: Final = 2
"""A question of more content words says what it is about: on the public sets such questions nearly
always have one answer."""
NEAR: Final = 0.1
"""Topics whose cosine is within this of the best one fit equally."""
ALSO_NEAR: Final = 0.2
"""Once it is clear that a question fits several pages, so near ones are offered too."""
MAX_CHOICE_CHARS: Final = 80
BARE: Final = 2
"""Words of a message that only names a matter: "export?", "the billing"."""
_WORD: Final = re.compile(r"\w+")
_TROUBLE: Final = content_words("stuck errors problems failures failed slow spam wrong missing")
"""Pages about what goes wrong stand behind the page of the matter itself."""


def is_brief(question: str, earlier: Sequence[ThreadMessage]) -> bool:
    """Say whether the question is so short that it may mean several things.

    What was said before usually tells which one, and nobody is asked back twice in a row.
    """
    spoken = any(m.author is not AuthorKind.SYSTEM for m in earlier)
    return not spoken and 0 < len(content_words(question)) <= MAX_WORDS


def choices(question: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return two or three topics, best first, or nothing when the question has one meaning.

    Pages whose title names every content word of the question count first, a single one of them is
    what is meant; only then sections whose headings do. Of pages the most central comes first: the
    one whose title says least besides. A bare word means no page that happens to have it in its
    title: it may be any page of the folder that it names, or a section that begins with it. Names
    of pages are short enough for a button.
    """
    wanted = content_words(question)
    best = max((passage.cosine for passage in passages), default=0.0)
    near = [passage for passage in passages if passage.cosine >= best - NEAR]
    titled = _fitting(near, wanted, lambda passage: passage.title)
    if any(content_words(title) == wanted for title in titled):
        return ()
    if len(titled) > 1:
        wide = [passage for passage in passages if passage.cosine >= best - ALSO_NEAR]
        pages = _fitting(wide, wanted, lambda passage: passage.title)
        return tuple(sorted(pages, key=lambda title: _aside(title, wanted)))[:MAX_CHOICES]
    broad = _broad(passages, wanted) if len(_WORD.findall(question)) <= BARE else ()
    topics = broad if len(broad) > 1 else titled or _fitting(near, wanted, _section)
    return topics[:MAX_CHOICES] if len(topics) > 1 else ()


def _broad(passages: Sequence[Passage], wanted: frozenset[str]) -> tuple[str, ...]:
    """Return what a bare word may mean: pages of a folder, else sections, one a page first."""
    inside = [passage for passage in passages if wanted <= _folders(passage)]
    pages = tuple(dict.fromkeys(_short(passage.title) for passage in inside))
    if len(pages) > 1 and len(inside) < len(passages):
        return pages
    sections: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for passage in passages:
        heading = "".join(passage.heading_path[-1:])
        if wanted == _begin(heading) and _short(heading) not in sections:
            sections[_short(heading)] = seen[passage.document_id]
            seen[passage.document_id] += 1
    return tuple(sorted(sections, key=lambda heading: sections[heading]))


def _folders(passage: Passage) -> frozenset[str]:
    """Return the words of the folders that a page stands in, or of its address."""
    return content_words(" ".join(passage.path.split("/")[:-1]))


def _begin(heading: str) -> frozenset[str]:
    """Return the first word of a heading that says more than this word."""
    first = _WORD.match(heading) if len(content_words(heading)) > 1 else None
    return content_words(first[0]) if first else frozenset()


def _fitting(
    passages: Sequence[Passage], wanted: frozenset[str], label: Callable[[Passage], str]
) -> tuple[str, ...]:
    """Return the labels that name all wanted words, one of a page."""
    found: dict[str, str] = {}
    for passage in passages:
        name = label(passage)
        if wanted <= content_words(name):
            found.setdefault(passage.document_id, _short(name))
    return tuple(dict.fromkeys(found.values()))


def _aside(title: str, wanted: frozenset[str]) -> tuple[bool, int]:
    """Say how far a title is from naming only what was asked."""
    more = content_words(title) - wanted
    return bool(more & _TROUBLE), len(more)


def _section(passage: Passage) -> str:
    return ": ".join((passage.title, *passage.heading_path[-1:]))


def _short(name: str) -> str:
    name = name.strip()
    return name if len(name) <= MAX_CHOICE_CHARS else f"{name[: MAX_CHOICE_CHARS - 1].rstrip()}…"
