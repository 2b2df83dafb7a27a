"""Search queries out of a conversation, by rules."""

import re
from collections.abc import Sequence
from typing import Final

from core.vocabulary import AuthorKind
from graphs.turn import phrases
from graphs.turn.thread import ThreadMessage
from graphs.turn.words import content_words

MAX_QUERY_CHARS: Final = 600
_POINTS_BACK: Final = re.compile(
    r"^\W*(?:and|or|but|what about|how about|also|then|so|same|why)\b"
    r"|\b(?:it|its|that|this|those|these|they|them|there|one|ones|the same|instead|else)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?\n])\s+")
_FEW_WORDS: Final = 2


def question_of(asked: Sequence[ThreadMessage]) -> str:
    """Return what is asked: the messages without those that are only small talk."""
    texts = [m.text.strip() for m in asked if phrases.small_talk(m.text) is None]
    return "\n".join(texts or [m.text.strip() for m in asked])


def stands_alone(question: str) -> bool:
    """Say whether the question can be searched for without what was said before."""
    words = len(content_words(question))
    if words <= 1:
        return False
    return words > _FEW_WORDS + 1 or _POINTS_BACK.search(question) is None


def search_query(question: str, earlier: Sequence[ThreadMessage]) -> str:
    """Return the question, led by the previous visitor message when it points back to it."""
    before = _last_question(earlier)
    if before is None or stands_alone(question):
        return _bounded(question)
    return _bounded(f"{before}\n{question}")


def other_query(question: str, earlier: Sequence[ThreadMessage], query: str) -> str | None:
    """Return another query to try once, or None when there is none worth it."""
    before = _last_question(earlier)
    led = _bounded(f"{before}\n{question}") if before and _POINTS_BACK.search(question) else None
    asking = [s for s in _SENTENCE.split(question) if s.rstrip().endswith("?")]
    core = _bounded(" ".join(asking)) if asking else None
    if core is not None and not stands_alone(core):
        core = None
    return next((q for q in (led, core) if q and q != query), None)


def _last_question(earlier: Sequence[ThreadMessage]) -> str | None:
    for message in reversed(earlier):
        if message.author is AuthorKind.VISITOR and phrases.small_talk(message.text) is None:
            return message.text.strip()
    return None


def _bounded(text: str) -> str:
    """Keep the end: what was said last counts most."""
    return text[-MAX_QUERY_CHARS:].strip()
