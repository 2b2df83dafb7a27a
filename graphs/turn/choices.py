"""Which topics a short question may mean, when several fit it equally well."""

from collections.abc import Callable, Sequence
from typing import Final

from core.vocabulary import AuthorKind
from graphs.turn.state import Passage, ThreadMessage
from graphs.turn.words import content_words

MAX_CHOICES: Final = 3
MAX_WORDS: Final = 2
"""A question of more content words says what it is about: on the public sets such questions nearly
always have one answer."""
NEAR: Final = 0.1
"""Topics whose cosine is within this of the best one fit equally."""
ALSO_NEAR: Final = 0.2
"""Once it is clear that a question fits several pages, so near ones are offered too."""
MAX_CHOICE_CHARS: Final = 80
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
    one whose title says least besides. Names of pages are short enough for a button.
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
    topics = titled or _fitting(near, wanted, _section)
    return topics[:MAX_CHOICES] if len(topics) > 1 else ()


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
