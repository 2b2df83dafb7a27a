"""Two things that a question compares: "What is the difference between Starter and Growth?"."""

import re
from typing import Final

from graphs.turn.message.words import content_words

_THING: Final = r"(?:(?:the|an?|your) )?([\w'\u2019&/-]+(?: [\w'\u2019&/-]+){0,2}?)"
_END: Final = r"(?: plans?)?\W*$"
_COMPARES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:differences? between|compar(?:e|ing|ison of)) {_THING}"
        rf" (?:and|with|to|or) {_THING}{_END}",
        rf"(?:^|[,;:] ){_THING} (?:vs\.?|versus|compared (?:to|with)) {_THING}{_END}",
        rf"\bhow (?:does|do|is|are) {_THING} (?:differ(?:ent)?|compare) (?:from|to|with)"
        rf" {_THING}{_END}",
    )
)


def compared(question: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the content words of both things, if a question names two and asks how they differ."""
    found = next(filter(None, (form.search(question.strip()) for form in _COMPARES)), None)
    if found is None:
        return None
    one, other = map(content_words, found.groups())
    return (one, other) if one and other and one != other else None
