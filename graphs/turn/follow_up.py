"""A follow-up asks for something else than what was quoted just now."""

import re
from collections.abc import Sequence
from typing import Final

from core.vocabulary import AuthorKind
from graphs.turn.quoting import page_and_section
from graphs.turn.tables import without_tables
from graphs.turn.thread import ThreadMessage
from graphs.turn.units import units_of
from graphs.turn.words import content_words
from knowledge.contracts import Passage

_WORD: Final = re.compile(r"[^\W_]+")


def unsaid_first(
    passages: Sequence[Passage], query: str, earlier: Sequence[ThreadMessage]
) -> tuple[Passage, ...]:
    """Put the passage in front that tells most of what the last line adds, when the first one was
    quoted in the answer before and tells less of it by what it left out.

    "How do I remove one?" after "How do I invite a teammate?" is nearest to what was just said.
    Only passages of the same page: on another the added words may be about anything.
    """
    lead, _, last = query.rpartition("\n")
    new = content_words(last) - content_words(lead)
    said = _last_answer(earlier)
    if not (lead and new and passages and _is_quoted(passages[0], said)):
        return tuple(passages)
    page = [n for n, p in enumerate(passages) if p.document_id == passages[0].document_id]
    told = {n: len(new & _words_to_tell(passages[n], said)) for n in page}
    best = max(page, key=lambda n: (told[n], -n))
    if best == 0:
        return tuple(passages)
    others = [passage for n, passage in enumerate(passages) if n != best]
    others.sort(key=lambda passage: _is_quoted(passage, said))
    return (passages[best], *others)


def _last_answer(earlier: Sequence[ThreadMessage]) -> str:
    return next((m.text for m in reversed(earlier) if m.author is AuthorKind.ASSISTANT), "")


def _is_quoted(passage: Passage, said: str) -> bool:
    return f"“{page_and_section(passage)}”" in said


def _words_to_tell(passage: Passage, said: str) -> frozenset[str]:
    """Return the words of a passage; of one that was quoted those of the parts left out."""
    if not _is_quoted(passage, said):
        return content_words(" ".join((*passage.heading_path, passage.text)))
    known = _plain(said)
    left = [u.text for u in units_of(passage.text) if _plain(without_tables(u.text)) not in known]
    return content_words(" ".join(left))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
